//===- LineTables.h - Which lines are in windows ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPKEYS_TOOLS_REPORT_LINETABLES_H
#define KPKEYS_TOOLS_REPORT_LINETABLES_H

#include "Model.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/DebugInfo/DWARF/DWARFContext.h"
#include <memory>

namespace kpkeys {

/// Debug information of one file, if it has any. LLVM's readers crash on some
/// that is damaged: then the rest of it is not read.
class LineTables {
  const std::string &Path;
  std::unique_ptr<llvm::DWARFContext> Context;
  bool IsRelocatable, HasCrashed = false;
  llvm::StringMap<Spot> Declarations; ///< of a relocatable file

  void read(llvm::function_ref<void()> Reader);
  void open(const llvm::object::ObjectFile &File);
  void readLines(FunctionReport &F, uint64_t Section, uint64_t End);
  void forEachDie(llvm::function_ref<void(const llvm::DWARFDie &)> Visit) const;
  Spot declarationOf(const FunctionReport &F) const;
  Spot lineAt(llvm::object::SectionedAddress Address,
              const std::string &Source) const;

public:
  /// \p Path: for warnings.
  LineTables(const llvm::object::ObjectFile &File, const std::string &Path);

  /// Fills in where \p F begins, and the lines of its windows. Its code ends
  /// at \p End; places are in section \p Section of a relocatable file.
  void addTo(FunctionReport &F, std::optional<uint64_t> Section, uint64_t End);
  /// Adds the layouts of the records that \p R's remarks name.
  void addRecords(Report &R);
  /// Adds units of languages that the plugin does not compile.
  void addUnseen(const std::string &Input, Report &R);
};

} // namespace kpkeys

#endif
