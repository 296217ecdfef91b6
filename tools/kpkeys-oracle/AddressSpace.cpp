//===- AddressSpace.cpp - What lies where in a traced process -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From /proc/PID/maps, read again when the tracer saw a mapping change, and
// for pkeys from /proc/PID/smaps.
//
//===----------------------------------------------------------------------===//
#include "AddressSpace.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

/// The lines of /proc/\p Pid/\p Name; empty if the process is gone.
static std::string procFile(pid_t Pid, StringRef Name) {
  auto Buffer =
      MemoryBuffer::getFileAsStream(("/proc/" + Twine(Pid) + "/" + Name).str());
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

/// Reads "begin-end perms offset dev inode path".
static bool parseMapping(StringRef Line, uint64_t &Begin, uint64_t &End,
                         uint64_t &Offset, StringRef &Path) {
  auto Field = [&Line] {
    Line = Line.ltrim(' ');
    auto [First, Rest] = Line.split(' ');
    Line = Rest;
    return First;
  };
  auto [First, Last] = Field().split('-');
  Field();
  StringRef OffsetText = Field();
  Field();
  Field();
  Path = Line.ltrim(' ');
  return !First.getAsInteger(16, Begin) && !Last.getAsInteger(16, End) &&
         !OffsetText.getAsInteger(16, Offset);
}

void AddressSpace::readMappings() {
  Stale = false;
  ++Version;
  Mappings.clear();
  std::string Text = procFile(Pid, "maps");
  for (StringRef Line : split(StringRef(Text), '\n')) {
    Mapping M;
    StringRef Path;
    if (!parseMapping(Line, M.Begin, M.End, M.FileOffset, Path) ||
        !Path.starts_with("/"))
      continue;
    M.Path = Path.str();
    Mappings.push_back(std::move(M));
  }
}

const AddressSpace::Mapping *AddressSpace::find(uint64_t Address) const {
  auto It = find_if(Mappings, [Address](const Mapping &M) {
    return Address >= M.Begin && Address < M.End;
  });
  return It == Mappings.end() ? nullptr : &*It;
}

unsigned AddressSpace::version() {
  if (Stale)
    readMappings();
  return Version;
}

CodePlace AddressSpace::locate(uint64_t Address) {
  if (Stale)
    readMappings();
  const Mapping *M = find(Address);
  Image *Module = M ? Files.open(M->Path) : nullptr;
  if (!Module)
    return {nullptr, Address};
  auto Link = Module->addressOf(M->FileOffset + (Address - M->Begin));
  return Link ? CodePlace{Module, *Link} : CodePlace{nullptr, Address};
}

std::vector<KeyedRange> AddressSpace::keyedRanges() const {
  std::vector<KeyedRange> Ranges;
  std::string Text = procFile(Pid, "smaps");
  KeyedRange R{};
  for (StringRef Line : split(StringRef(Text), '\n')) {
    uint64_t Offset;
    StringRef Path;
    if (Line.consume_front("ProtectionKey:")) {
      if (!Line.trim().getAsInteger(10, R.Pkey) && R.Pkey != 0)
        Ranges.push_back(R);
    } else if (KeyedRange Next{};
               parseMapping(Line, Next.Begin, Next.End, Offset, Path)) {
      R = Next;
    }
  }
  return Ranges;
}

} // namespace kpkeys
