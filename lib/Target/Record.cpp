//===- Record.cpp - What the object says of a switch ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A switch in the assembly output, with its kpkeys_window_record:
//       # kpkeys: enter cred, for cred, demo.c:5
//   .Lkpkeys_switch7:
//       rdpkru
//       andl $-9, %eax
//       wrpkru
//   .Lkpkeys_end7: .pushsection kpkeys_windows,"o?",@progbits,"f"
//       .balign 8
//       .quad .Lkpkeys_switch7
//       .short .Lkpkeys_end7-.Lkpkeys_switch7
//       .ascii "..."
//       .popsection
// The section is not loaded. It is linked to that of the function f ("o") and
// in its group ("?"): the linker drops and keeps both together. Few directives,
// for the assembly is read by people.
//
// With gates: boot the switch begins with a jump to its end, and a
// kpkeys_gate_record, which is loaded, says where.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/Target/LevelChange.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Mangler.h"
#include "llvm/Support/EndianStream.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

/// \p Bytes as .ascii takes them in the text of an inline asm, where `$` and
/// braces mean something.
static std::string quoted(StringRef Bytes) {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << '"';
  for (char C : Bytes) {
    if (isAlnum(C) || StringRef("_.,/-+ *").contains(C))
      OS << C;
    else
      OS << format("\\%03o", static_cast<unsigned char>(C));
  }
  OS << '"';
  return OS.str();
}

/// \p F's name in the assembly, quoted if it must be: GNU as takes no quotes
/// here.
static std::string symbol(const Function &F) {
  SmallString<64> Name;
  Mangler().getNameWithPrefix(Name, &F, /*CannotUsePrivateLabel=*/false);
  bool IsPlain = !isDigit(Name[0]) && all_of(Name, [](char C) {
    return isAlnum(C) || C == '_' || C == '.';
  });
  if (IsPlain)
    return Name.str().str();
  std::string Text = "\"";
  for (char C : Name) {
    if (C == '"' || C == '\\')
      Text += '\\';
    Text += C == '$' ? "$$" : std::string(1, C);
  }
  return Text + '"';
}

namespace {
/// The record of one switch, or of an entry.
struct Record {
  kpkeys_switch_kind Kind;
  unsigned Target, From, To; ///< levels, as in the IR
  const Function &F;
  OpenedWindow Window; ///< number 0: none

  std::string directives(StringRef Length) const;

private:
  std::string bytes() const;
};
} // namespace

/// ${:uid} is another number wherever the asm is emitted once more.
#define SWITCH ".Lkpkeys_switch${:uid}"
#define END ".Lkpkeys_end${:uid}"

/// All that follows the length in a kpkeys_window_record.
std::string Record::bytes() const {
  std::string Strings;
  for (StringRef S :
       {F.getName(), StringRef(Window.File), StringRef(Window.Domains)})
    Strings += S.str() + '\0';
  for (const std::string &Callee : Window.Callees)
    Strings += Callee + '\0';
  Strings += '\0';
  Strings.resize(alignTo(Strings.size(), 8));

  std::string Bytes;
  raw_string_ostream OS(Bytes);
  support::endian::Writer W(OS, endianness::little);
  W.write<uint16_t>(Target);
  W.write<uint32_t>(sizeof(kpkeys_window_record) + Strings.size());
  W.write<uint16_t>(Kind);
  W.write<uint16_t>(static_cast<uint16_t>(From));
  W.write<uint16_t>(static_cast<uint16_t>(To));
  W.write<uint16_t>(0);
  for (uint32_t Field :
       {Window.Number, Window.Line, Window.Column, Window.NumWrites,
        Window.NumReads, Window.NumCalls, Window.WriteBytes, Window.LeastBytes,
        Window.NumForeignStores, Window.ForeignBytes, Window.NumInstructions,
        Window.LongestPath})
    W.write<uint32_t>(Field);
  OS << Strings;
  return OS.str();
}

std::string Record::directives(StringRef Length) const {
  std::string Text;
  raw_string_ostream OS(Text);
  OS << ".pushsection " KPKEYS_WINDOWS_SECTION ",\"o?\",@progbits," << symbol(F)
     << "; .balign 8; .quad " SWITCH "; .short " << Length << "; .ascii "
     << quoted(bytes()) << "; .popsection";
  return OS.str();
}

static Record recordOf(IRBuilderBase &B, const LevelChange &Change) {
  Record R{KPKEYS_SWITCH_WINDOW,
           static_cast<unsigned>(Change.Config.Target),
           Change.From,
           Change.To,
           *B.GetInsertBlock()->getParent(),
           Change.Opened.value_or(OpenedWindow())};
  if (Change.IsManual)
    R.Kind = KPKEYS_SWITCH_MANUAL;
  else if (R.Window.IsScope)
    R.Kind = KPKEYS_SWITCH_SCOPE;
  return R;
}

Value *emitSwitch(IRBuilderBase &B, const LevelChange &Change,
                  StringRef Instructions, StringRef Constraints, Type *Result,
                  ArrayRef<Value *> Inputs) {
  bool IsAArch64 = targetInfo(Change.Config.Target).Arch == Triple::aarch64;
  Record R = recordOf(B, Change);
  std::string Text =
      (IsAArch64 ? "// " : "# ") + Change.comment() + "\n" SWITCH ":\n\t";
  if (Change.Config.Rules.gates())
    Text += (IsAArch64 ? "b " : "jmp ") + std::string(END "\n\t");
  Text += Instructions.str() + "\n" END ": " + R.directives(END "-" SWITCH);
  if (Change.Config.Rules.gates())
    Text += "; .pushsection " KPKEYS_GATES_SECTION ",\"ao?\",@progbits," +
            symbol(R.F) + "; .balign 4; .long " SWITCH " - .; .popsection";
  return emitAsm(B, Text, Constraints, Result, Inputs);
}

static void emitRecord(IRBuilderBase &B, const Record &R) {
  emitAsm(B, SWITCH ": " + R.directives("0"), "~{memory}", B.getVoidTy());
}

void emitCallRecord(IRBuilderBase &B, const LevelChange &Change) {
  emitRecord(B, recordOf(B, Change));
}

void emitEntryRecord(IRBuilderBase &B, const ModuleConfig &Config,
                     unsigned Level) {
  emitRecord(B, Record{KPKEYS_SWITCH_ENTRY,
                       static_cast<unsigned>(Config.Target),
                       Level,
                       Level,
                       *B.GetInsertBlock()->getParent(),
                       {}});
}

} // namespace kpkeys
