//===- UnmarkedTest.cpp - Functions that were not rewritten ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: code for a function that the front end left alone is an error, under
// its asm label as well; a declaration, and any other function, is none.
//
//===----------------------------------------------------------------------===//
#include "kpkeys/IR/Unmarked.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "gmock/gmock.h"

using namespace llvm;
using namespace kpkeys;

static void keep(const DiagnosticInfo *Info, void *Said) {
  std::string Text;
  raw_string_ostream OS(Text);
  DiagnosticPrinterRawOStream Printer(OS);
  Info->print(Printer);
  static_cast<std::vector<std::string> *>(Said)->push_back(Text);
}

TEST(Unmarked, CodeIsAnError) {
  std::vector<std::string> Said;
  LLVMContext Context;
  Context.setDiagnosticHandlerCallBack(keep, &Said);
  SMDiagnostic Problem;
  auto M = parseAssemblyString(R"(
    define internal void @left_alone() { ret void }
    define internal void @"\01label"() { ret void }
    define void @rewritten() { ret void }
    declare void @declared())",
                               Problem, Context);
  ASSERT_TRUE(M);
  reportUnmarked(*M, {"left_alone", "label", "declared", "absent"});
  EXPECT_THAT(Said, testing::ElementsAre(testing::HasSubstr("'label'"),
                                         testing::HasSubstr("'left_alone'")));
}
