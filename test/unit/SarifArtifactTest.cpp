//===- SarifArtifactTest.cpp - Paths as URIs ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Artifact.h"
#include "gtest/gtest.h"

using namespace kpkeys;

static std::string uri(llvm::StringRef Path) {
  return sarifArtifact(Path).getString("uri")->str();
}

TEST(SarifArtifact, Uri) {
  EXPECT_EQ(uri("lib/a-b_c.cpp"), "lib/a-b_c.cpp");
  EXPECT_EQ(uri("/src/a.c"), "file:///src/a.c");
  EXPECT_EQ(uri("a b%c#d?.c"), "a%20b%25c%23d%3F.c");
  EXPECT_EQ(uri("\xc3\xbc:1"), "%C3%BC%3A1");
}
