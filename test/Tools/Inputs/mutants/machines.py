# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What mutations put into assembly, for each machine, and how to read it."""

import re


class X86:
    # Fields of the levels of both policies: default, blue, red.
    managed = 0x3F
    levels = {0: 0x28, 1: 0x08, 2: 0x20}
    triple = "x86_64-linux-gnu"
    features = ""
    # What must not be reached while a window is open, by kind.
    leaving = {
        "call": ["callq\tbystander", "callq\t*%r11", "callq\t*bystander_data(%rip)"],
        "return": ["retq", "retq\t$8", "lretq", "iretq"],
        "jump": ["jmpq\t*%r11", "jmp\tbystander", "jmpq\t*(%r11)", "je\tbystander"],
        "trap": ["syscall", "int\t$0x80", "sysenter", "vmcall"],
    }
    # Each stores somewhere that is not the stack.
    stores = [
        "movq\t%rax, bystander_data(%rip)", "movb\t$1, (%r11)", "lock\n\tincl\t(%r11)",
        "movups\t%xmm0, (%r11)", "movl\t$9, %ecx\n\trep\n\tstosb", "movsq", "xchgq\t%rax, (%r11)",
        "setne\t(%r11)", "fstpl\t(%r11)", "movntiq\t%rax, 8(%r11)", "vmovups\t%zmm1, (%r11)",
        "vpscatterdd\t%zmm1, (%r11,%zmm2) {%k1}", "cmpxchg16b\t(%r11)", "xsave\t(%r11)",
        "maskmovdqu\t%xmm1, %xmm0", "btsl\t%eax, (%r11)", "fxsave\t(%r11)", "sgdt\t(%r11)",
        "movdir64b\t(%rax), %r11", "vmaskmovps\t%ymm0, %ymm1, (%r11)", "popq\t(%r11)",
        "adcb\t$1, 3(%r11,%rcx,2)", "vextractf128\t$1, %ymm1, (%r11)", "stmxcsr\t(%r11)",
        "movq\t%rax, %fs:0x28", "clzero", "notq\t(%r11)", "pextrw\t$2, %xmm0, (%r11)", "vmsave",
        "vcompressps\t%zmm1, (%r11) {%k1}", "xaddl\t%eax, (%r11)", "insb", "xsha1", "xstore", "montmul",
        "fistpll\t(%r11)", "kmovq\t%k1, (%r11)", "movbel\t%eax, (%r11)", "wrssq\t%rax, (%r11)",
        "fnstenv\t(%r11)", "sldt\t(%r11)", "cmpxchgl\t%ecx, (%r11)", "rolq\t(%r11)",
        "shldq\t$3, %rax, (%r11)", "vmptrst\t(%r11)", "vmovdqu64\t%zmm1, (%r11) {%k2}",
        "movnti\t%eax, (%r11)", "xsavec64\t(%r11)", "movhps\t%xmm0, (%r11)",
        "vpmovqb\t%zmm1, (%r11)", "tilestored\t%tmm1, (%r11,%rcx)",
    ]  # fmt: skip
    unrecorded = {
        "wrpkru": ["xorl\t%ecx, %ecx", "xorl\t%edx, %edx", "wrpkru"],
        "wrmsr": ["movl\t$0x6e1, %ecx", "wrmsr"],
        "xrstor": ["movl\t$-1, %eax", "movl\t$-1, %edx", "xrstor\t(%rdi)"],
        "xrstors": ["movl\t$-1, %eax", "movl\t$-1, %edx", "xrstors64\t(%rdi)"],
    }
    privileged = {
        "io": ["outb\t%al, %dx", "inl\t$0x60, %eax", "insb", "outsl"],
        "syscalls": ["syscall", "int\t$0x80"],
        "system_registers": ["movq\t%rax, %cr3", "wrmsr", "lgdt\t(%rax)"],
        "floating_point": ["addsd\t%xmm0, %xmm1", "fld1"],
        "indirect_calls": ["callq\t*%r11"],
    }
    gate_length = 2
    open_gates = [["xchgw\t%ax, %ax"], ["nop", "nop"], ["nop"]]
    no_gates = ["jne\tEND", "{disp32} jmp\tEND", "callq\tEND", "jmpq\t*%r11", "retq", "ud2"]

    is_call = staticmethod(lambda op, args: op.startswith("call"))

    @staticmethod
    def is_return(op):
        return op[0] in ("ret", "retq")

    @staticmethod
    def falls_through(op):
        return op not in ("jmp", "jmpq", "ret", "retq", "ud2")

    @staticmethod
    def branch_target(op, args):
        return args if op.startswith("j") and not args.startswith("*") else None

    @staticmethod
    def is_store(op, args):
        """A store of a register or constant, not to the stack."""
        return bool(
            re.match(r"mov[bwlqua]\w*$|movap|movup|orb|orl|andb|addl", op)
            and re.search(r"\((?!%r[sb]p)[^()]*\)$", args)
            and re.match(r"[$%]", args)
        )

    is_key_write = staticmethod(lambda op, args: op in ("wrpkru", "wrmsr"))
    is_key_read = staticmethod(lambda op, args: op in ("rdpkru", "rdmsr"))
    is_synchronization = staticmethod(lambda op: False)
    spill = ["movl\t%eax, -64(%rsp)", "movl\t-64(%rsp), %eax"]
    from_memory = ["movl\tbystander_data(%rip), %eax"]
    from_register = ["movl\t%r11d, %eax"]

    @staticmethod
    def other_register(line):
        """The switch's register becomes another one."""
        return line.replace("$1761,", "$1762,") if "$1761" in line else None

    @staticmethod
    def other_operations(op, args):
        table = {"andl": ["orl", "xorl"], "orl": ["andl", "xorl"]}
        return [("%s\t%s" % (other, args)) for other in table.get(op, [])]

    @staticmethod
    def other_constants(op, args):
        match = re.match(r"\$(-?\d+), (%\w+)$", args)
        if not match:
            return []
        value = int(match[1])
        changed = [value ^ 1 << bit for bit in (0, 2, 3, 5, 17, 30)]
        return ["%s\t$%d, %s" % (op, other, match[2]) for other in changed]

    @staticmethod
    def jump(label):
        return "jmp\t" + label

    @staticmethod
    def jump_if(label):
        return "jne\t" + label

    @staticmethod
    def relocated(jump, symbol):
        return ".reloc\t%s+1, R_X86_64_PC8, %s" % (jump, symbol)

    # ---- what the switch computes, for mutants that compute the same ---------

    @staticmethod
    def run(code, registers):
        """Effects of a switch's instructions; None if one is not understood."""
        state = dict(registers)
        written = []
        for op, args in code:
            match = re.match(r"(?:\$(-?\w+)|(%\w+)), (%\w+)$", args)
            if op == "rdpkru":
                state["%eax"], state["%edx"] = registers["key"], 0
            elif op == "wrpkru":
                written.append(("pkru", state["%eax"], state["%ecx"], state["%edx"]))
            elif op == "rdmsr":
                state["%eax"], state["%edx"] = registers["key"], registers["high"]
            elif op == "wrmsr":
                written.append((state["%ecx"], state["%eax"], state["%edx"]))
            elif match and match[3] in state:
                if match[1] is not None:
                    value = int(match[1], 0) & 0xFFFFFFFF
                elif match[2] in state:
                    value = state[match[2]]
                else:
                    return None
                old = state[match[3]]
                combine = {
                    "movl": lambda: value,
                    "andl": lambda: old & value,
                    "orl": lambda: old | value,
                    "xorl": lambda: old ^ value,
                }.get(op)
                if combine is None:
                    return None
                state[match[3]] = combine()
            else:
                return None
        return written

    names = ("%eax", "%ebx", "%ecx", "%edx", "%esi", "%edi", "%r8d", "%r9d", "%r10d",
             "%r11d", "%ebp", "%r14d", "%r15d", "%r12d", "%r13d")  # fmt: skip


class AArch64:
    managed = 0xFFF
    levels = {0: 0x117, 1: 0x517, 2: 0x157}
    triple = "aarch64-linux-gnu"
    features = "+all"
    leaving = {
        "call": ["bl\tbystander", "blr\tx17", "blraa\tx17, x16"],
        "return": ["ret", "ret\tx17", "retaa", "eret"],
        "jump": ["br\tx17", "b\tbystander", "braaz\tx17", "b.ne\tbystander"],
        "trap": ["svc\t#0", "hvc\t#0", "smc\t#0"],
    }
    stores = [
        "str\tx9, [x17]", "strb\tw9, [x17, #3]", "stp\tx9, x10, [x17, #16]",
        "stlr\tx9, [x17]", "stxr\tw9, x10, [x17]", "swpal\tx9, x10, [x17]",
        "ldadd\tx9, x10, [x17]", "st1\t{ v0.16b, v1.16b }, [x17]", "str\tq0, [x17, #32]",
        "dc\tzva, x17", "stadd\tx9, [x17]", "casal\tx9, x10, [x17]", "stur\tw9, [x17, #-4]",
        "st64b\tx8, [x17]", "stg\tx17, [x17]", "st2g\tx17, [x17]", "stnp\tq0, q1, [x17]",
        "st1b\t{ z0.b }, p0, [x17]", "stlxp\tw9, x10, x11, [x17]", "str\td0, [x17], #8",
        "cpyfp\t[x17]!, [x16]!, x15!", "setp\t[x17]!, x15!, x14", "stllrb\tw9, [x17]",
        "casp\tx2, x3, x4, x5, [x17]", "sttr\tx9, [x17]", "st4\t{ v0.s, v1.s, v2.s, v3.s }[1], [x17]",
        "stz2g\tx17, [x17], #32", "str\tz0, [x17]", "str\tx9, [x17, x16, lsl #3]",
        "dc\tgzva, x17",
    ]  # fmt: skip
    unrecorded = {
        "por_el0": ["msr\tPOR_EL0, x17", "isb"],
        "por_el1": ["msr\tPOR_EL1, x17", "isb"],
        "por_el2": ["msr\tPOR_EL2, x17", "isb"],
        "tchange": ["tchangef\tx17, #1"],
    }
    privileged = {
        "syscalls": ["svc\t#0", "hvc\t#1"],
        "system_registers": ["msr\tTTBR0_EL1, x17", "mrs\tx17, SCTLR_EL1"],
        "floating_point": ["fadd\td0, d1, d2", "fmov\tx17, d0"],
        "indirect_calls": ["blr\tx17"],
    }
    gate_length = 4
    open_gates = [["nop"], ["hint\t#34"], ["mov\tx0, x0"]]
    no_gates = ["b.ne\tEND", "bl\tEND", "cbz\tx17, END", "br\tx17", "ret", "brk\t#1"]

    is_call = staticmethod(lambda op, args: op.startswith("bl"))

    @staticmethod
    def is_return(op):
        return op[0] == "ret"

    @staticmethod
    def falls_through(op):
        return op not in ("b", "ret", "br", "brk", "udf")

    @staticmethod
    def branch_target(op, args):
        if op == "b" or op.startswith("b.") or op in ("cbz", "cbnz", "tbz", "tbnz"):
            return args.split(",")[-1].strip()
        return None

    @staticmethod
    def is_store(op, args):
        return bool(
            re.match(r"st(r|rb|rh|ur|urb|p|lr|lrb)$", op)
            and re.search(r"\[(?!sp|x29)[^\]]*\]$", args)
        )

    @staticmethod
    def is_key_write(op, args):
        return op == "msr" and args.startswith("POR_")

    @staticmethod
    def is_key_read(op, args):
        return op == "mrs" and "POR_" in args

    is_synchronization = staticmethod(lambda op: op == "isb")
    spill = ["str\tx8, [sp, #-64]", "ldr\tx8, [sp, #-64]"]
    from_memory = ["adrp\tx8, bystander_data", "ldr\tx8, [x8, :lo12:bystander_data]"]
    from_register = ["mov\tx8, x17"]

    @staticmethod
    def other_register(line):
        match = re.search(r"POR_EL(\d)", line)
        if not match:
            return None
        return line.replace(match[0], "POR_EL%d" % (1 - int(match[1])))

    @staticmethod
    def other_operations(op, args):
        table = {"and": ["orr", "eor"], "orr": ["and", "eor"]}
        return ["%s\t%s" % (other, args) for other in table.get(op, [])]

    @staticmethod
    def other_constants(op, args):
        match = re.match(r"(x\d+, x\d+), #(0x[0-9a-f]+|\d+)$", args)
        if not match:
            return []
        value = int(match[2], 0)
        changed = []
        for by in (4, 1, 60, 8):  # rotated, it is an encodable one again
            changed.append((value << by | value >> 64 - by) & (1 << 64) - 1)
        return ["%s\t%s, #%#x" % (op, match[1], other) for other in changed]

    @staticmethod
    def jump(label):
        return "b\t" + label

    @staticmethod
    def jump_if(label):
        return "b.ne\t" + label

    @staticmethod
    def relocated(jump, symbol):
        return ".reloc\t%s, R_AARCH64_JUMP26, %s" % (jump, symbol)

    @staticmethod
    def run(code, registers):
        state = dict(registers)
        written = []
        mask = (1 << 64) - 1

        def value(text):
            text = text.strip()
            if text.startswith("#"):
                return int(text[1:], 0) & mask
            return 0 if text == "xzr" else state.get(text)

        for op, args in code:
            parts = [part.strip() for part in args.split(",")]
            if op == "isb":
                continue
            if op == "mrs":
                state[parts[0]] = registers["key"] if "POR_" in parts[1] else None
            elif op == "msr":
                written.append((parts[0], value(parts[1])))
            elif op == "mov":
                state[parts[0]] = value(parts[1])
            elif op == "movk" and len(parts) == 3:
                shift = int(parts[2].split("#")[1])
                old = state.get(parts[0])
                if old is None:
                    return None
                state[parts[0]] = (
                    old & ~(0xFFFF << shift) | int(parts[1][1:], 0) << shift
                )
            elif op in ("and", "orr", "eor", "bic") and len(parts) == 3:
                left, right = value(parts[1]), value(parts[2])
                if left is None or right is None:
                    return None
                state[parts[0]] = {
                    "and": left & right,
                    "orr": left | right,
                    "eor": left ^ right,
                    "bic": left & ~right & mask,
                }[op]
            else:
                return None
            if state.get(parts[0], 0) is None:
                return None
        return written

    names = tuple("x%d" % n for n in range(31))


MACHINES = {"x86": X86, "aarch64": AArch64}
