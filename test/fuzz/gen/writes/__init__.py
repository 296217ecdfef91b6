# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Statements that write: one function for each kind of write, grouped by what
is written. Each returns C text, or None where it does not fit."""

from . import arrays, records, scalars  # they add to KINDS
from .kinds import KINDS


def write(scope):
    """One random write statement."""
    rng = scope.rng
    while True:
        what = rng.choice(["scalar"] * 5 + ["array", "array", "text"] + ["record"] * 3 + ["pointer"])
        text = rng.choice(KINDS[what])(scope)
        if text:
            return text
