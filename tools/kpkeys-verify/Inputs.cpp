//===- Inputs.cpp - Files and archives that are checked -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Inputs.h"
#include "Coverage.h"
#include "kpkeys/Records/Records.h"
#include "llvm/BinaryFormat/Magic.h"
#include "llvm/Object/Archive.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace kpkeys::verify {

static Error refuseFile(const Twine &Why) {
  return createStringError(inconvertibleErrorCode(), Why);
}

/// 64 bits, little-endian, one of the machines whose code is understood.
static Error checkObject(MemoryBufferRef Buffer, const CheckOptions &Options,
                         Findings &Found) {
  switch (identify_magic(Buffer.getBuffer())) {
  case file_magic::elf:
  case file_magic::elf_relocatable:
  case file_magic::elf_executable:
  case file_magic::elf_shared_object:
  case file_magic::elf_core:
    break;
  case file_magic::bitcode:
    return refuseFile("is LLVM bitcode, not machine code; check what is linked "
                      "from it");
  default:
    return refuseFile("is no ELF object, executable or archive");
  }
  Expected<std::unique_ptr<object::ObjectFile>> Object =
      object::ObjectFile::createELFObjectFile(Buffer);
  if (!Object)
    return Object.takeError();
  if (!isa<object::ELF64LEObjectFile>(**Object))
    return refuseFile("is not 64-bit little-endian; x86-64 and AArch64 are "
                      "checked");
  const auto &Elf = cast<object::ELF64LEObjectFile>(**Object);
  uint16_t Machine = Elf.getELFFile().getHeader().e_machine;
  if (Machine != ELF::EM_X86_64 && Machine != ELF::EM_AARCH64)
    return refuseFile("is for another machine (" + Elf.getFileFormatName() +
                      "); x86-64 and AArch64 are checked");
  if (Elf.getELFFile().getHeader().e_type == ELF::ET_CORE)
    return refuseFile("is a core dump");
  if (Error E = checkTables(Elf))
    return E;
  Error Uncovered = checkCoverage(Elf);
  return joinErrors(std::move(Uncovered),
                    check(Elf, Buffer.getBufferIdentifier(), Options, Found));
}

/// LLVM sees only on its way to the next member that one is cut off.
static bool isCutOff(StringRef Member, StringRef Archive) {
  bool IsInside = Member.begin() >= Archive.begin() &&
                  Member.begin() <= Archive.end(); // not of a thin archive
  return IsInside && Member.size() > size_t(Archive.end() - Member.begin());
}

static Error checkMember(const object::Archive &Archive,
                         const object::Archive::Child &Child,
                         const std::string &Name, const CheckOptions &Options,
                         Findings &Found) {
  Expected<MemoryBufferRef> Buffer = Child.getMemoryBufferRef();
  if (!Buffer)
    return Buffer.takeError();
  if (isCutOff(Buffer->getBuffer(), Archive.getData()))
    return refuseFile("is cut off");
  return checkObject(MemoryBufferRef(Buffer->getBuffer(), Name), Options,
                     Found);
}

/// An error: of the archive itself. Members complain for themselves.
static Error checkArchive(MemoryBufferRef Buffer, const CheckOptions &Options,
                          Findings &Found, Complaint Complain) {
  Expected<std::unique_ptr<object::Archive>> Archive =
      object::Archive::create(Buffer);
  if (!Archive)
    return Archive.takeError();
  Error Broken = Error::success();
  for (const object::Archive::Child &Child : (*Archive)->children(Broken)) {
    Expected<StringRef> Member = Child.getName();
    std::string Name = Buffer.getBufferIdentifier().str() + "(" +
                       (Member ? *Member : "?").str() + ")";
    if (!Member)
      Complain(Name, Member.takeError());
    else if (Error E = checkMember(**Archive, Child, Name, Options, Found))
      Complain(Name, std::move(E));
  }
  return Broken;
}

void checkBuffer(MemoryBufferRef Buffer, const CheckOptions &Options,
                 Findings &Found, Complaint Complain) {
  bool IsArchive = identify_magic(Buffer.getBuffer()) == file_magic::archive;
  Error E = IsArchive ? checkArchive(Buffer, Options, Found, Complain)
                      : checkObject(Buffer, Options, Found);
  if (E)
    Complain(Buffer.getBufferIdentifier(), std::move(E));
}

void checkFile(StringRef Path, const CheckOptions &Options, Findings &Found,
               Complaint Complain) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer = MemoryBuffer::getFile(
      Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    Complain(Path, errorCodeToError(Buffer.getError()));
  else
    checkBuffer(**Buffer, Options, Found, Complain);
}

} // namespace kpkeys::verify
