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
#include "clang/Lex/MacroInfo.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace kpkeys {

bool isLevelName(const Policy &Rules, StringRef Name) {
  return any_of(Rules.declaredLevels(),
                [Name](const Level &L) { return L.Name == Name; });
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

void definePolicyMacros(clang::Preprocessor &PP, const Policy &Rules,
                        function_ref<void(const std::string &)> OnError) {
  const clang::PreprocessorOptions &Options = PP.getPreprocessorOpts();
  std::string Text;
  std::vector<PolicyMacro> Macros = policyMacros(Rules, OnError);
  for (const PolicyMacro &Each : Macros) {
    std::optional<StringRef> Defined = definedAs(Options, Each.Name);
    if (!Defined)
      Text += "#define " + Each.Name + " " + Each.Value + "\n";
    else if (!isSameValue(*Defined, Each.Value))
      OnError(("the command line defines " + Each.Name + " as '" + *Defined +
               "', but policy '" + Rules.name() + "' makes it " + Each.Value +
               "; drop the option -D")
                  .str());
  }
  PP.setPredefines(PP.getPredefines() + Text);
  if (!Options.ImplicitPCHInclude.empty())
    PP.addPPCallbacks(
        std::make_unique<PrecompiledMacros>(PP, std::move(Macros)));
}

} // namespace kpkeys
