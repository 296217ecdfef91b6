# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of another generator, csmith, with some of their variables and
all of their records protected. Its programs hand out no pointer here, so that
every write must get a window and no escape may be reported."""

import re
import subprocess
import tempfile

from .types import DOMAINS, Rng

OPTIONS = """
--no-argc --no-pointers --concise --max-funcs 5 --max-block-depth 2
--max-block-size 3 --max-expr-complexity 5 --max-array-len-per-dim 6
--max-struct-fields 6 --max-union-fields 4
""".split()


def original(seed):
    """What csmith prints. For some seeds it never ends: another one, then."""
    while True:
        command = ["csmith", "--seed", str(seed), *OPTIONS]
        # It leaves a file where it runs.
        with tempfile.TemporaryDirectory() as scratch:
            try:
                return subprocess.run(
                    command,
                    check=True,
                    capture_output=True,
                    text=True,
                    timeout=60,
                    cwd=scratch,
                ).stdout
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
                seed += 1 << 30


class CsmithProgram:
    def __init__(self, seed):
        self.seed = seed
        self.rng = Rng(seed)
        self.written = None  # a protected variable that main writes

    def policy_types(self):
        return []

    def can_be_secret(self):
        return True

    def text(self):
        text = original(self.seed)
        prefix = f"p{self.seed}_"
        text = re.sub(r"\b(g_\d+|func_\d+|[SU]\d+)\b", prefix + r"\1", text)
        text = self.protect_records(text)
        text = re.sub(r"^static .* (p\d+_g_\d+)\b.*;$", self.protect, text, flags=re.M)
        if not self.written:
            extra = f"{prefix}g_extra"
            text = text.replace(
                '#include "csmith.h"\n',
                '#include "csmith.h"\n'
                f'static KEYED("alpha") int {extra} PROTECTED("alpha");\n',
            )
            self.written = extra
        write = f"*(volatile char *)&{self.written} = *(volatile char *)&{self.written};"
        text = text.replace("int main (void)\n{", f"void {prefix}main(void)\n{{\n    {write}")
        text = re.sub(r"platform_main_end\((.*), print_hash_value\);", r"fz_out(\1);", text)
        text = text.replace("    return 0;\n}\n", "}\n")
        return f"/* csmith, seed {self.seed}. */\n#include <csmith.h>\n{text}"

    def protect_records(self, text):
        """All in one domain, since they hold each other."""
        self.records = self.rng.choice([None, *DOMAINS])
        if not self.records:
            return text
        return re.sub(
            r"^(struct|union) (p\d+_[SU]\d+ \{)",
            rf'\1 PROTECTED("{self.records}") \2',
            text,
            flags=re.M,
        )

    def protect(self, match):
        """A variable's definition."""
        line, name = match[0], match[1]
        declaration = line.split("=")[0]
        if re.search(r"\bconst\b", declaration):
            return line
        if re.search(r"\b(struct|union)\b", declaration):
            if not self.records:
                return line
            self.written = self.written or name
            return f'static KEYED("{self.records}")' + line[len("static") :]
        if self.rng.chance(30):
            return line
        self.written = self.written or name
        domain = self.rng.choice(DOMAINS)
        line = re.sub(r"( = |;$)", rf' PROTECTED("{domain}")\1', line, count=1)
        return f'static KEYED("{domain}")' + line[len("static") :]
