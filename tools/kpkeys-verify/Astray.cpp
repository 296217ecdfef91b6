//===- Astray.cpp - Ways into the middle of instructions ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Astray.h"
#include "llvm/Support/Endian.h"

using namespace llvm;

namespace kpkeys::verify {

/// Clang's -fsanitize=function puts this and a number before functions.
static bool isSignature(ArrayRef<uint8_t> Before) {
  constexpr uint32_t Signature = 0xc105cafe;
  return Before.size() >= 8 &&
         support::endian::read32le(Before.end() - 8) == Signature;
}

/// What reaches into a function from before it hides its first instruction.
static void checkBefore(const FunctionRange &Range, const Image &In,
                        const Machine &M, Report Tell) {
  const Section *S = In.sectionAt(Range.Begin);
  if (Range.Begin == S->Address)
    return;
  const FunctionRange *F = In.functionAt(Range.Begin - 1);
  if (!F && isSignature(S->Bytes.take_front(Range.Begin - S->Address)))
    return;
  Instruction I;
  for (uint64_t At = F ? F->Begin : In.rangeAround(Range.Begin - 1).Begin;
       At < Range.Begin; At = I.end())
    I = M.decode(S->Bytes.drop_front(At - S->Address), At);
  if (I.end() > Range.Begin)
    Tell(Rule::Paths, I, "an instruction reaches into the function behind it");
}

void checkAstray(const Code &C, const Image &In, const Machine &M,
                 Report Tell) {
  for (size_t N = 0; N < C.size(); ++N)
    if (C.leadsAstray(N))
      Tell(Rule::Paths, C[N],
           "a jump, a table or an address leads from here into the middle of "
           "an instruction");
  checkBefore(C.range(), In, M, Tell);
}

} // namespace kpkeys::verify
