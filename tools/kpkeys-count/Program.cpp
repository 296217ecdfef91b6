//===- Program.cpp - Functions of the program that runs -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How far the program has been moved is the difference between the entry that
// the kernel tells it (AT_ENTRY) and the one in its file.
//
//===----------------------------------------------------------------------===//
#include "Program.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>
#include <elf.h>

using namespace llvm;
using namespace llvm::object;

namespace kpkeys {

static std::optional<uint64_t> entryOf(pid_t Pid) {
  auto Buffer =
      MemoryBuffer::getFileAsStream(("/proc/" + Twine(Pid) + "/auxv").str());
  if (!Buffer)
    return std::nullopt;
  StringRef Bytes = (*Buffer)->getBuffer();
  for (Elf64_auxv_t Entry; Bytes.size() >= sizeof Entry;
       Bytes = Bytes.drop_front(sizeof Entry)) {
    std::memcpy(&Entry, Bytes.data(), sizeof Entry);
    if (Entry.a_type == AT_ENTRY)
      return Entry.a_un.a_val;
  }
  return std::nullopt;
}

Expected<Program> Program::of(pid_t Pid) {
  std::string Path = ("/proc/" + Twine(Pid) + "/exe").str();
  auto File = ObjectFile::createObjectFile(Path);
  if (!File)
    return File.takeError();
  auto *Elf = dyn_cast<ELF64LEObjectFile>(File->getBinary());
  std::optional<uint64_t> Entry = entryOf(Pid);
  if (!Elf || !Entry)
    return createStringError(inconvertibleErrorCode(),
                             "the program is no x86-64 executable");
  Program Result;
  uint64_t Bias = *Entry - Elf->getELFFile().getHeader().e_entry;
  for (const ELFSymbolRef &Symbol : Elf->symbols()) {
    auto Name = Symbol.getName();
    auto Address = Symbol.getAddress();
    if (!Name || !Address) {
      consumeError(Name.takeError());
      consumeError(Address.takeError());
    } else if (Symbol.getELFType() == STT_FUNC && *Address != 0) {
      Result.Functions.push_back(
          {Bias + *Address, Symbol.getSize(), Name->str()});
    }
  }
  sort(Result.Functions, [](const Function &A, const Function &B) {
    return A.Address < B.Address;
  });
  return Result;
}

std::optional<uint64_t> Program::find(StringRef Name) const {
  for (const Function &F : Functions)
    if (F.Name == Name)
      return F.Address;
  return std::nullopt;
}

std::string Program::describe(uint64_t Address) const {
  auto It = partition_point(
      Functions, [=](const Function &F) { return F.Address <= Address; });
  if (It == Functions.begin() || Address - It[-1].Address >= It[-1].Size)
    return "0x" + utohexstr(Address, /*LowerCase=*/true);
  return It[-1].Name + "+0x" +
         utohexstr(Address - It[-1].Address, /*LowerCase=*/true);
}

} // namespace kpkeys
