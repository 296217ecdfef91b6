#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How long kpkeys-verify takes for one function with many indirect branches: by
jump tables of x86 that are not proven, of AArch64 that are, and that are not.

usage: verify-branches.py LLVM-PREFIX VERIFY SCRATCH COUNT...
"""

import os
import subprocess
import sys

INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Tools/Inputs")

X86 = """
  cmpq $3, %rax
  ja 3f
  leaq 9f(%rip), %rdx
  movslq (%rdx,%rax,4), %rcx
  addq %rdx, %rcx
  jmp *%rcx
1:
  movl $1, (%rsi)
2:
  movl %eax, %ebx
3:
  .pushsection .rodata,"a"
9:
  .long 1b - 9b, 2b - 9b, 3b - 9b, 2b - 9b
  .popsection
"""
AARCH64 = """
  cmp x8, #1
  b.hi 3f
  adr x9, 1f
  ldrb w10, [x11, x8]
  add x9, x9, x10, lsl #2
  br x9
1:
  b 3f
2:
  str w1, [x2]
3:
"""
TABLE = """
  .pushsection .rodata,"a"
.Ltable:
  .byte 0, 1
  .popsection
  adrp x11, .Ltable
  add x11, x11, :lo12:.Ltable
"""
KINDS = {
    "x86": ("x86_64-linux-gnu", 0, "", X86, "movl %esi, (%rdi)"),
    "bounded": ("aarch64-linux-gnu", 3, TABLE, AARCH64, "str w1, [x0]"),
    "unbounded": (
        "aarch64-linux-gnu",
        3,
        TABLE,
        AARCH64.replace("cmp x8", "cmp x7"),
        "str w1, [x0]",
    ),
}


def assemble(prefix, scratch, kind, count):
    triple, target, before, branch, store = KINDS[kind]
    source = os.path.join(scratch, "%s.s" % kind)
    with open(source, "w", encoding="utf-8") as file:
        file.write(
            '.set TARGET, %d\n.set OWNED, 0\n.include "verify-switches.inc"\n'
            "BEGIN many\n%s.rept %d%s.endr\nENTER\n%s\nLEAVE\nEND many\n"
            % (target, before, count, branch, store)
        )
    tool = os.path.join(prefix, "bin", "llvm-mc")
    made = os.path.join(scratch, "%s-%d.o" % (kind, count))
    options = ["--triple=" + triple, "--filetype=obj", "-I", INPUTS]
    subprocess.run([tool, *options, source, "-o", made], check=True)
    return made


def seconds(verify, path):
    run = subprocess.Popen([verify, path], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(run.pid, 0)
    if not os.WIFEXITED(status) or os.WEXITSTATUS(status) > 1:
        sys.exit("%s: status %d" % (path, status))
    return used.ru_utime + used.ru_stime


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    prefix, verify, scratch, *counts = sys.argv[1:]
    os.makedirs(scratch, exist_ok=True)
    print("branches  " + "".join("%10s" % kind for kind in KINDS))
    for count in map(int, counts):
        times = [
            seconds(verify, assemble(prefix, scratch, kind, count)) for kind in KINDS
        ]
        print("%8d  " % count + "".join("%8.2f s" % time for time in times))


if __name__ == "__main__":
    main()
