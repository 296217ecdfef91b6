# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The class of machine that the numbers are from."""

import os
import re


def machine():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)
    kernel = ".".join(os.uname().release.split(".")[:2])
    return {
        "cpu": model.group(1) if model else "unknown",
        "cores": os.cpu_count(),
        "kernel": f"Linux {kernel}",
    }


def described(found, llvm):
    return f"{found['cpu']}, {found['cores']} cores, {found['kernel']}, LLVM {llvm}"
