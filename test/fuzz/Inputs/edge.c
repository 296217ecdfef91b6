/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A page in each keyed section. Linked before and after the programs of a plain
 * build, so that their variables have whole pages of their own.
 */
#ifdef FUZZ_FIRST
#define EDGE_alpha fuzz_first_alpha
#define EDGE_beta fuzz_first_beta
#define EDGE_gamma fuzz_first_gamma
#else
#define EDGE_alpha fuzz_last_alpha
#define EDGE_beta fuzz_last_beta
#define EDGE_gamma fuzz_last_gamma
#endif

char EDGE_alpha[4096]
    __attribute__((aligned(4096), section("fuzz_keyed_alpha")));
char EDGE_beta[4096] __attribute__((aligned(4096), section("fuzz_keyed_beta")));
char EDGE_gamma[4096]
    __attribute__((aligned(4096), section("fuzz_keyed_gamma")));
