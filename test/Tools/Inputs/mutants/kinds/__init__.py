# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The mutations. Each is a function that yields, for one listing, mutants as
(place, edits, rules): edits maps numbers of lines to what stands there instead,
and one of the rules must be what is found.

What would be no error is left out, where it is generated, and the reason said.
"""

from . import gates, records, switches, unrecorded, windows
from .common import KINDS, REFUSED

__all__ = ["KINDS", "REFUSED", "gates", "records", "switches", "unrecorded", "windows"]
