//===- Mappings.cpp - What a process has mapped ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From /proc/PID/maps, and with pkeys from /proc/PID/smaps.
//
//===----------------------------------------------------------------------===//
#include "Mappings.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys {

static std::string procFile(pid_t Pid, StringRef Name) {
  auto Buffer =
      MemoryBuffer::getFileAsStream(("/proc/" + Twine(Pid) + "/" + Name).str());
  return Buffer ? (*Buffer)->getBuffer().str() : std::string();
}

/// Reads "begin-end perms offset dev inode path". False: it is another line.
static bool parseMapping(StringRef Line, Mapping &M) {
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
  M.Path = Line.ltrim(' ').str();
  return !First.getAsInteger(16, M.Begin) && !Last.getAsInteger(16, M.End) &&
         !OffsetText.getAsInteger(16, M.FileOffset);
}

static std::vector<Mapping> readMappings(pid_t Pid, StringRef Name) {
  std::vector<Mapping> Result;
  std::string Text = procFile(Pid, Name);
  for (StringRef Line : split(StringRef(Text), '\n')) {
    Mapping M{};
    if (Line.consume_front("ProtectionKey:")) {
      if (!Result.empty())
        Line.trim().getAsInteger(10, Result.back().Pkey);
    } else if (parseMapping(Line, M)) {
      Result.push_back(std::move(M));
    }
  }
  return Result;
}

std::vector<Mapping> mappingsOf(pid_t Pid) { return readMappings(Pid, "maps"); }

std::vector<Mapping> mappingsWithKeys(pid_t Pid) {
  return readMappings(Pid, "smaps");
}

} // namespace kpkeys
