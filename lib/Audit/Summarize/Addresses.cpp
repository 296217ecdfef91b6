//===- Addresses.cpp - Functions that pointers may lead to ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Addresses.h"
#include "GuardTable.h"
#include "kpkeys/IR/KnownCallees.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace kpkeys {

/// Names of structures differ between files.
static void print(const Type &T, raw_ostream &OS) {
  auto List = [&OS](ArrayRef<Type *> Types, char Open, char Close) {
    OS << Open;
    interleave(Types, OS, [&OS](const Type *Each) { print(*Each, OS); }, ",");
    OS << Close;
  };
  if (const auto *Struct = dyn_cast<StructType>(&T))
    return List(Struct->elements(), '{', '}');
  if (const auto *Array = dyn_cast<ArrayType>(&T)) {
    OS << Array->getNumElements() << "x";
    return print(*Array->getElementType(), OS);
  }
  const auto *Function = dyn_cast<FunctionType>(&T);
  if (!Function) {
    T.print(OS);
    return;
  }
  print(*Function->getReturnType(), OS);
  if (Function->isVarArg() && Function->getNumParams() == 0)
    OS << "(...)";
  else
    List(Function->params(), '(', Function->isVarArg() ? '+' : ')');
}

std::string typeName(const FunctionType &Type) {
  std::string Text;
  raw_string_ostream OS(Text);
  print(Type, OS);
  return Text;
}

std::optional<uint64_t> kcfiNumber(const Function &F) {
  const MDNode *Type = F.getMetadata(LLVMContext::MD_kcfi_type);
  if (!Type)
    return std::nullopt;
  return mdconst::extract<ConstantInt>(Type->getOperand(0))->getZExtValue();
}

std::optional<uint64_t> kcfiNumber(const CallBase &Call) {
  std::optional<OperandBundleUse> Bundle =
      Call.getOperandBundle(LLVMContext::OB_kcfi);
  if (!Bundle)
    return std::nullopt;
  return cast<ConstantInt>(Bundle->Inputs.front())->getZExtValue();
}

std::vector<std::string> functionsPassedBy(const CallBase &Call) {
  std::vector<std::string> Names;
  for (const Value *Arg : Call.args())
    if (const GlobalValue *F = namedFunction(Arg))
      Names.push_back(F->getName().str());
  return Names;
}

/// The linker or the kernel's build reads these and calls nothing there.
static bool isList(const GlobalVariable &G) {
  static constexpr StringRef Sections[] = {
      ".discard",   "llvm.metadata",     "__ksymtab",
      "___ksymtab", "_kprobe_blacklist", "_error_injection_whitelist"};
  return any_of(Sections, [&G](StringRef Section) {
    return G.getSection().starts_with(Section);
  });
}

/// The loader calls what these list.
static bool isStartList(const GlobalVariable &G) {
  return G.getName() == "llvm.global_ctors" ||
         G.getName() == "llvm.global_dtors";
}

namespace {
/// Unseen: by what is in no file, the library, the loader or asm.
enum class Use { None, Pointer, Unseen };
} // namespace

/// What the address of \p F is used for, if for more than calls of it.
static Use useOf(const Function &F) {
  SmallVector<const Value *, 8> Waiting{&F};
  SmallPtrSet<const Value *, 8> Seen;
  Use Found = Use::None;
  while (!Waiting.empty())
    for (const llvm::Use &U : Waiting.pop_back_val()->uses()) {
      const User *By = U.getUser();
      const auto *Call = dyn_cast<CallBase>(By);
      if (Call && Call->isCallee(&U))
        continue;
      const auto *Global = dyn_cast<GlobalVariable>(By);
      if ((Call && (Call->isInlineAsm() || isKnownCallee(*Call))) ||
          (Global && isStartList(*Global)))
        return Use::Unseen;
      if (isa<BlockAddress>(By) || (Global && isList(*Global)))
        continue;
      if (isa<Constant>(By) && !Global) { // what uses it?
        if (Seen.insert(By).second)
          Waiting.push_back(By);
        continue;
      }
      Found = Use::Pointer;
    }
  return Found;
}

/// True if the file does not know of what type \p F is: declared as `f()`.
static bool isWithoutPrototype(const Function &F) {
  return F.isDeclaration() && F.isVarArg() && F.arg_empty();
}

bool isAddressTaken(const Function &F) { return useOf(F) != Use::None; }

std::vector<audit::Taken> addressesTaken(const Module &M) {
  std::vector<audit::Taken> All;
  for (const Function &F : M) {
    if (F.isIntrinsic())
      continue;
    const Use How = useOf(F);
    if (How == Use::None)
      continue;
    audit::Taken &New = All.emplace_back();
    New.Name = F.getName().str();
    if (How == Use::Unseen || isWithoutPrototype(F))
      continue;
    New.Type = typeName(*F.getFunctionType());
    New.Kcfi = kcfiNumber(F);
  }
  return All;
}

} // namespace kpkeys
