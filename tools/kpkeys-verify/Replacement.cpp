//===- Replacement.cpp - Code that is not where it runs -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Replacement.h"
#include "Code.h"

using namespace llvm;

namespace kpkeys::verify {

/// \p Length bytes at \p Begin, or up to where they do not go on. What is no
/// code of this file may be any.
static Replacement read(const Image &In, const Machine &M, uint64_t Begin,
                        uint64_t Length, bool IsUpToBranch) {
  Replacement Found;
  const Section *S = In.sectionAt(Begin);
  if (!S || !S->IsCode) {
    Found.IsPlain = false;
    Found.Defs = ~uint32_t(0);
    return Found;
  }
  uint64_t End = std::min(S->end(), Begin + Length);
  for (uint64_t At = Begin; At < End;) {
    Instruction I = M.decode(S->Bytes.drop_front(At - S->Address), At);
    if (I.is(~uint32_t(IsBranch | IsConditional | IsLoad | IsPadding |
                       IsFlagWrite)))
      Found.IsPlain = false;
    // Who is called leaves the stack where it was.
    Found.Defs |=
        I.is(IsCall) ? I.Defs & ~(uint32_t(1) << StackPointer) : I.Defs;
    if (I.is(IsBranch))
      Found.Branches.push_back(linkedTarget(In, I).value_or(0));
    Found.IsCut |= !IsUpToBranch && (I.end() > End || I.is(IsInvalid));
    Found.All.push_back(I);
    if (IsUpToBranch && !I.goesOn())
      break;
    At = I.end();
  }
  return Found;
}

/// True if \p New only computes, and stores no more and nowhere else than what
/// \p P replaces: one atomic instruction for a loop of others.
static bool storesTheSame(const Code &Old, const Replacement &New,
                          const Ways::Patch &P) {
  std::optional<size_t> First = Old.find(P.Place);
  if (!First)
    return false;
  DenseSet<size_t> Used;
  auto Where = [](const MemoryOperand &At) {
    return std::tie(At.Base, At.Index, At.Scale, At.Displacement);
  };
  auto IsReplaced = [&](const Instruction &Store) {
    for (size_t N = *First; N < Old.size() && Old[N].Address < P.End; ++N)
      if (Old[N].is(IsStore) && Store.Bytes <= Old[N].Bytes &&
          Where(Old[N].At) == Where(Store.At) && Used.insert(N).second)
        return true;
    return false;
  };
  uint32_t Changed = 0;
  auto IsChanged = [&](Register R) {
    return R < NumRegisters && Changed >> R & 1;
  };
  for (const Instruction &I : New.All) {
    if (I.is(~uint32_t(IsLoad | IsStore | IsPadding | IsFlagWrite)))
      return false;
    if (I.is(IsStore) &&
        (IsChanged(I.At.Base) || IsChanged(I.At.Index) || !IsReplaced(I)))
      return false;
    Changed |= I.Defs;
  }
  return !New.All.empty();
}

Replacement readReplacement(const Image &In, const Machine &M, const Code &Old,
                            const Ways::Patch &P) {
  Replacement New;
  if (P.IsMade) {
    const Instruction &Jump = Old[Old.lastUpTo(P.Place)];
    New.IsPlain =
        Jump.is(IsBranch) && !Jump.is(IsIndirect) && P.End == Jump.end();
  } else if (P.Length != 0) {
    New = read(In, M, P.Code, P.Length, /*IsUpToBranch=*/false);
    New.IsPlain |= storesTheSame(Old, New, P);
  }
  New.End = P.End;
  return New;
}

Replacement readAux(const Image &In, const Machine &M, uint64_t Begin) {
  constexpr uint64_t MaxLength = 64;
  return read(In, M, Begin, MaxLength, /*IsUpToBranch=*/true);
}

} // namespace kpkeys::verify
