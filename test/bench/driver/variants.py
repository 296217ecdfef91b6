# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is compared: the compiler's ways to place windows, and what they are
measured against."""

from dataclasses import dataclass

# The compiler's: a name and the plugin's options. One line for each.
MODES = {
    "per-access": ("windows=per-access",),
    "block": ("windows=block",),
    "strict": ("windows=strict",),
    "relaxed": ("windows=relaxed",),
}


@dataclass(frozen=True)
class Variant:
    """One way to build a program. Kernels know `memory` and `guards`."""

    name: str
    memory: str = "keyed"
    guards: str = "none"
    options: tuple = None  # of the plugin; None: without it

    @property
    def symbol(self):
        return self.name.replace("-", "_")


BASE = Variant("unprotected", memory="plain")
COMPILED = [Variant(name, options=options) for name, options in MODES.items()]
HAND = Variant("hand", guards="hand")
UNGUARDED = Variant("none", options=("windows=none",))  # must die
MPROTECT = Variant("mprotect", memory="readonly", guards="mprotect")

OF_KERNELS = [BASE, *COMPILED, HAND, MPROTECT]
OF_PROGRAMS = [BASE, *COMPILED]
