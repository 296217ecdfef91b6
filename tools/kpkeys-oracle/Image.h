//===- Image.h - What an executable file says ------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_ORACLE_IMAGE_H
#define KPKEYS_ORACLE_IMAGE_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/Symbolize/Symbolize.h"
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kpkeys {

/// The code that an access's window would hold: [Begin, End), link addresses.
struct Site {
  uint64_t Begin, End;
  unsigned Level; ///< index into the policy's levels
};

/// The parts of a kpkeys_policy record that matter here.
struct PolicyTables {
  struct Domain {
    std::string Name;
    unsigned Pkey;
  };
  std::vector<Domain> Domains;
  std::vector<uint64_t> LevelPermissions; ///< nibble k: hardware index k

  bool allows(unsigned Level, unsigned Pkey, bool Write) const;
  /// The domains with hardware index \p Pkey, or "pkey N".
  std::string domainsOf(unsigned Pkey) const;
};

/// A source position; inlined code has several, innermost first.
struct SourcePlace {
  std::string Function, File;
  unsigned Line = 0, Column = 0;
  bool known() const { return Line != 0; }
};

class Images;

/// One ELF file.
class Image {
  friend class Images;
  Images &Owner;
  llvm::DenseMap<uint64_t, std::vector<SourcePlace>> Places;

public:
  explicit Image(Images &Owner) : Owner(Owner) {}

  struct Segment {
    uint64_t FileOffset, Address, FileSize;
  };
  std::string Path;
  std::vector<Segment> Segments;
  std::vector<Site> Sites;    ///< sorted by Begin
  PolicyTables Policy;        ///< empty unless Instrumented
  bool Instrumented = false;  ///< has a policy record: made with the plugin
  unsigned UnpairedSites = 0; ///< records that belong to no range

  /// The link address of byte \p FileOffset, if it is loaded.
  std::optional<uint64_t> addressOf(uint64_t FileOffset) const;
  /// The site that holds \p Address, or null.
  const Site *siteAt(uint64_t Address) const;
  /// Source of \p Address; at least one entry, perhaps not known().
  const std::vector<SourcePlace> &placesOf(uint64_t Address);
};

/// All files seen, each read once.
class Images {
  friend class Image;
  llvm::symbolize::LLVMSymbolizer Symbolizer;
  llvm::StringMap<std::unique_ptr<Image>> ByPath;

public:
  Images();
  /// Null if \p Path cannot be read as ELF.
  Image *open(const std::string &Path);
  std::vector<const Image *> instrumented() const;
};

} // namespace kpkeys

#endif
