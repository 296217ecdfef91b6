//===- Image.h - An ELF file as code, symbols and relocations ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sections of a relocatable file all begin at 0. Here each has addresses of its
// own, so that what follows need not tell relocatable files from others.
//
//===----------------------------------------------------------------------===//
#ifndef KPKEYS_VERIFY_IMAGE_H
#define KPKEYS_VERIFY_IMAGE_H

#include "Ways.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Object/ELFObjectFile.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kpkeys::verify {

struct Section {
  std::string Name;
  uint64_t Index = 0;   ///< in the file
  uint64_t Address = 0; ///< here
  uint64_t Base = 0;    ///< what reports call its first byte
  llvm::ArrayRef<uint8_t> Bytes;
  bool IsCode = false;
  bool IsConstant = false; ///< loaded, and never written

  uint64_t end() const { return Address + Bytes.size(); }
};

/// A stretch of code that is entered at its beginning.
struct FunctionRange {
  uint64_t Begin = 0, End = 0;
  std::string Name; ///< empty if nothing says
};

struct Relocation {
  uint64_t Place = 0;
  std::string Symbol;
  std::optional<uint64_t> Target; ///< of what is in this file, addend included
  uint32_t SymbolIndex = 0;       ///< in the file's table
  int64_t Addend = 0;
  bool IsRelative = false; ///< of 32 bits, to its own place
  bool IsSlot = false;     ///< to a pointer that the linker makes
  bool IsAddress = false;  ///< of 64 bits, or whole in an instruction
  bool IsWhole = false;    ///< of code: to the symbol itself, nothing added
};

/// A kpkeys_gate_record.
struct Gate {
  uint64_t Entry = 0;            ///< the record itself
  std::optional<uint64_t> Place; ///< of the jump; std::nullopt: not known
};

class Image {
  std::vector<Section> Sections; ///< ascending; those that are loaded
  llvm::DenseMap<uint64_t, size_t> ByIndex; ///< of a file's section, ours
  std::vector<FunctionRange> Functions;     ///< ascending, of code
  std::vector<Relocation> Relocations;      ///< ascending
  /// Constants that code refers to, ascending. Relocatable files only.
  std::vector<uint64_t> Constants;
  /// Of functions, by address; ascending.
  std::vector<std::pair<uint64_t, std::string>> Names;
  /// Code that a kernel may patch when it starts, ascending. Relocatable files
  /// only: the tables are not self-describing.
  std::vector<uint64_t> PatchSites;
  std::vector<Gate> Gates; ///< by place, ascending
  /// Where the linker's symbols say that a table begins and ends.
  llvm::StringMap<std::pair<uint64_t, uint64_t>> TableSymbols;
  Ways Hidden;
  struct Slot {
    std::string Name;
    bool IsConstant; ///< once the program has begun
    bool IsLazy;     ///< of calls that the dynamic linker binds late
  };
  /// What the dynamic linker puts into a pointer.
  std::map<uint64_t, Slot> Slots;
  /// RELRO, and a kernel's constants.
  std::vector<std::pair<uint64_t, uint64_t>> ReadOnlyLater;
  /// What the loader puts into memory that is read-only or becomes so.
  std::map<uint64_t, uint64_t> Filled;
  /// Addresses of code that the dynamic linker puts into data, and where.
  std::vector<std::pair<uint64_t, uint64_t>> Pointed;
  /// Symbols by which other files know places in the code.
  std::vector<std::pair<uint64_t, std::string>> Exported;
  llvm::Triple::ArchType Arch = llvm::Triple::UnknownArch;
  bool IsRelocatable = false;
  bool HasFixedAddresses = false;

  llvm::Error readSections(const llvm::object::ELFObjectFileBase &Object);
  llvm::Error readSymbols(const llvm::object::ELFObjectFileBase &Object);
  llvm::Error readRelocations(const llvm::object::ELFObjectFileBase &Object);
  llvm::Error readSlots(const llvm::object::ELF64LEObjectFile &Object);
  void findKernelConstants();
  bool isConstant(uint64_t Begin, uint64_t End) const;
  void findFunctionsByUnwindTables();
  void endFunctions();
  void noteTableSymbol(llvm::StringRef Name, uint64_t Address);
  llvm::Error readGates();

public:
  static llvm::Expected<Image>
  of(const llvm::object::ELF64LEObjectFile &Object);

  llvm::Triple::ArchType arch() const { return Arch; }
  bool isRelocatable() const { return IsRelocatable; }
  llvm::ArrayRef<Section> sections() const { return Sections; }
  llvm::ArrayRef<FunctionRange> functions() const { return Functions; }

  llvm::ArrayRef<Relocation> relocations() const { return Relocations; }
  llvm::ArrayRef<std::pair<uint64_t, std::string>> exported() const {
    return Exported;
  }
  /// Calls \p Visit with what may be an address of code in data, and where in
  /// the data it is. If it is not made by linker or loader, it may be a number.
  void forEachPointer(
      llvm::function_ref<void(uint64_t Address, uint64_t Place, bool IsMade)>
          Visit) const;

  const Section *sectionAt(uint64_t Address) const;
  const Section *sectionOf(uint64_t FileIndex) const;
  /// The function that \p Address lies in.
  const FunctionRange *functionAt(uint64_t Address) const;
  /// The code around \p Address, which lies in a section and in no function. Of
  /// code that a kernel patches in, what belongs to one place.
  FunctionRange rangeAround(uint64_t Address) const;
  /// A symbol of code that begins at \p Address: if there are several, the name
  /// of a helper (Helpers.cpp) that is among them. Empty: there is none.
  llvm::StringRef nameAt(uint64_t Address) const;
  /// One of them is \p Name.
  bool isNamed(uint64_t Address, llvm::StringRef Name) const;
  /// The first relocation of [Begin, End).
  const Relocation *relocationIn(uint64_t Begin, uint64_t End) const;
  /// The next constant behind \p Address that code of a relocatable file refers
  /// to: there one table ends, and another begins.
  uint64_t nextConstant(uint64_t Address) const;
  uint64_t lastConstant(uint64_t Address) const;
  /// Is there in [Begin, End) what .altinstructions replaces?
  bool isPatched(uint64_t Begin, uint64_t End) const;
  /// Where tables called \p Name begin and end: a section, or what lies between
  /// symbols of a linker script.
  std::vector<std::pair<uint64_t, uint64_t>> tables(llvm::StringRef Name) const;
  /// What the 4 bytes at \p Place lead to, if they are relative to themselves.
  std::optional<uint64_t> relative(uint64_t Place) const;
  const Ways &ways() const { return Hidden; }
  llvm::ArrayRef<Gate> gates() const { return Gates; }
  /// Does kpkeys_gates list \p Address?
  bool isGate(uint64_t Address) const;
  /// The function that the dynamic linker puts into the pointer at \p Place;
  /// empty: not known, or the program may change it. Unless it \p MayBeLazy:
  /// a linkage stub's may be bound late.
  llvm::StringRef inSlot(uint64_t Place, bool MayBeLazy) const;
  /// What an entry of a jump table at \p Place leads to, if the table begins
  /// at \p Table: absolute in 64 bits, or relative to the table in 32.
  std::optional<uint64_t> absoluteEntry(uint64_t Place) const;
  std::optional<uint64_t> relativeEntry(uint64_t Place, uint64_t Table) const;
  /// A number of \p Size bytes at \p Place that nobody ever changes.
  std::optional<uint64_t> constantAt(uint64_t Place, unsigned Size) const;
  /// \p Address as the file has it.
  uint64_t reported(uint64_t Address) const;
};

} // namespace kpkeys::verify

#endif
