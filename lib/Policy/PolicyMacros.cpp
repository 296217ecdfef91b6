//===- PolicyMacros.cpp - The policy's names as macros --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Levels are numbered in the policy's canonical order. Those that the policy
// derives are not for sources.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Policy/PolicyMacros.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace kpkeys {

namespace {
class MacroList {
  function_ref<void(const std::string &)> OnError;
  StringMap<std::string> Owners; ///< the policy's name for each macro

public:
  std::vector<PolicyMacro> Macros;

  explicit MacroList(function_ref<void(const std::string &)> OnError)
      : OnError(OnError) {}

  /// The policy's names are identifiers.
  void add(StringRef Prefix, StringRef Kind, const std::string &Name,
           std::string Value) {
    std::string Macro = (Prefix + StringRef(Name).upper()).str();
    auto [It, IsNew] = Owners.try_emplace(Macro, Name);
    if (IsNew)
      Macros.push_back({Macro, std::move(Value)});
    else
      OnError((Kind + " '" + It->second + "' and '" + Name +
               "' would both have the macro " + Macro + "; rename one")
                  .str());
  }
};
} // namespace

std::vector<PolicyMacro>
policyMacros(const Policy &Rules,
             function_ref<void(const std::string &)> OnError) {
  MacroList List(OnError);
  for (auto [N, L] : enumerate(Rules.declaredLevels()))
    List.add("KPKEYS_LVL_", "levels", L.Name, std::to_string(N));
  // The newer word for the same; what clashes is reported once.
  for (PolicyMacro &Each : std::vector<PolicyMacro>(List.Macros))
    List.Macros.push_back(
        {("KPKEYS_CTX_" + StringRef(Each.Name).drop_front(11)).str(),
         Each.Value});
  for (const Pkey &P : Rules.pkeys())
    List.add("KPKEYS_PKEY_", "pkeys", P.Name, std::to_string(P.Index));
  for (const Domain &D : Rules.domains())
    List.add("KPKEYS_DOMAIN_", "domains", D.Name, "\"" + D.Name + "\"");
  return std::move(List.Macros);
}

} // namespace kpkeys
