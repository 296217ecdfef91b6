# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Means of ratios."""

import math


def geometric_mean(values):
    """Of positive numbers; None where there are none, or one is not positive."""
    values = list(values)
    if not values or any(v is None or v <= 0 for v in values):
        return None
    return math.exp(sum(math.log(v) for v in values) / len(values))
