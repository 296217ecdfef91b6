//===- LoadGuard.cpp - Refuse the wrong LLVM major ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A plugin built against one LLVM major and loaded into another crashes in
// some virtual call. This constructor runs first, asks the host for its
// version through the C API, which is stable, and stops with one message.
//
//===----------------------------------------------------------------------===//
#include "llvm/Config/llvm-config.h"
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

__attribute__((constructor(101))) static void checkHostVersion() {
  using GetVersion = void (*)(unsigned *, unsigned *, unsigned *);
  auto Get =
      reinterpret_cast<GetVersion>(dlsym(RTLD_DEFAULT, "LLVMGetVersion"));
  unsigned Major = 0;
  if (Get)
    Get(&Major, nullptr, nullptr);
  if (Major == LLVM_VERSION_MAJOR)
    return;
  std::fprintf(stderr,
               "error: kpkeys: this plugin is built for LLVM %d but loaded "
               "into LLVM %u; use the plugin whose name ends in -%u.so\n",
               LLVM_VERSION_MAJOR, Major, Major);
  std::_Exit(1);
}
