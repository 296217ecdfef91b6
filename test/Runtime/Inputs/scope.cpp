// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The runtime's header in C++: an object made and changed in a scope, and, with
// the argument `out`, changed outside it. The records are Inputs/record.c.
#include "kpkeys_rt.h"
#include <cstring>
#include <new>

static_assert(KPKEYS_RT_API_VERSION == 1, "the API this test knows");

struct Cred {
  int Uid = 5;
};

int main(int, char **argv) {
  if (kpkeys_init() || std::strlen(kpkeys_rt_version()) < 5)
    return 2;
  void *Memory = kpkeys_alloc("cred", sizeof(Cred));
  const unsigned Level = static_cast<unsigned>(kpkeys_level("cred"));
  Cred *C = nullptr;
  {
    KPKEYS_SCOPED_LEVEL(Level);
    C = new (Memory) Cred;
    C->Uid = 1;
  }
  if (!std::strcmp(argv[1], "out"))
    C->Uid = 2;
  return C->Uid != 1;
}
