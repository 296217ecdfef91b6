//===- LevelNames.cpp - The policy's names in sources ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Code that calls the runtime, or is not C, knows levels by their numbers,
// which are those of the policy's canonical order. The plugin predefines macros
// for them, by appending to what Clang itself predefines. Clang runs no plugin
// where it only preprocesses, and with a precompiled header there is what was
// predefined when that was made. Levels that the policy derives are not for
// sources.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Frontend/LevelNames.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace llvm;

namespace kpkeys {

bool isLevelName(const Policy &Rules, StringRef Name) {
  return any_of(Rules.declaredLevels(),
                [Name](const Level &L) { return L.Name == Name; });
}

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

/// What the command line defines \p Name as.
static std::optional<StringRef>
definedAs(const clang::PreprocessorOptions &Options, StringRef Name) {
  std::optional<StringRef> Value;
  for (const auto &[Text, IsUndefined] : Options.Macros) {
    auto [Macro, Body] = StringRef(Text).split('=');
    if (Macro != Name)
      continue;
    if (IsUndefined)
      Value = std::nullopt;
    else
      Value = StringRef(Text).contains('=') ? Body : "1";
  }
  return Value;
}

/// True if two macros' texts mean the same: also 0x1, 1u.
static bool isSameValue(StringRef A, StringRef B) {
  uint64_t NumberA = 0, NumberB = 0;
  return A.trim() == B || (!A.trim().rtrim("uUlL").getAsInteger(0, NumberA) &&
                           !B.getAsInteger(0, NumberB) && NumberA == NumberB);
}

namespace {
/// Compares the macros that a precompiled header brings with the policy's.
class PrecompiledMacros : public clang::PPCallbacks {
  clang::Preprocessor &PP;
  std::vector<PolicyMacro> Expected;

public:
  PrecompiledMacros(clang::Preprocessor &PP, std::vector<PolicyMacro> Expected)
      : PP(PP), Expected(std::move(Expected)) {}

  /// The first file that is entered is the main one.
  void FileChanged(clang::SourceLocation, FileChangeReason,
                   clang::SrcMgr::CharacteristicKind, clang::FileID) override {
    for (const PolicyMacro &Each : std::exchange(Expected, {})) {
      const clang::MacroInfo *Macro =
          PP.getMacroInfo(PP.getIdentifierInfo(Each.Name));
      std::string Value;
      if (!Macro)
        continue;
      for (const clang::Token &Token : Macro->tokens())
        Value += PP.getSpelling(Token);
      if (isSameValue(Value, Each.Value))
        continue;
      clang::DiagnosticsEngine &Diags = PP.getDiagnostics();
      Diags.Report(Diags.getCustomDiagID(
          clang::DiagnosticsEngine::Error,
          "kpkeys: the precompiled header defines %0 as '%1', but the policy "
          "makes it %2; make the header with this policy"))
          << Each.Name << Value << Each.Value;
    }
  }
};
} // namespace

void definePolicyMacros(clang::CompilerInstance &CI, const Policy &Rules,
                        function_ref<void(const std::string &)> OnError) {
  std::string Text;
  std::vector<PolicyMacro> Macros = policyMacros(Rules, OnError);
  for (const PolicyMacro &Each : Macros) {
    std::optional<StringRef> Defined =
        definedAs(CI.getPreprocessorOpts(), Each.Name);
    if (!Defined)
      Text += "#define " + Each.Name + " " + Each.Value + "\n";
    else if (!isSameValue(*Defined, Each.Value))
      OnError(("the command line defines " + Each.Name + " as '" + *Defined +
               "', but policy '" + Rules.name() + "' makes it " + Each.Value +
               "; drop the option -D")
                  .str());
  }
  clang::Preprocessor &PP = CI.getPreprocessor();
  PP.setPredefines(PP.getPredefines() + Text);
  if (!CI.getPreprocessorOpts().ImplicitPCHInclude.empty())
    PP.addPPCallbacks(
        std::make_unique<PrecompiledMacros>(PP, std::move(Macros)));
}

} // namespace kpkeys
