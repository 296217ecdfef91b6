# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes a failing program small with cvise. Each candidate is judged by
fuzz.py --expect, which wants the same kind of failure of it, and also no
undefined behaviour, so that cvise does not leave with a bug of its own."""

import os
import shlex
import shutil
import subprocess
import sys

from .toolchain import HERE


def prepare(folder, name, text, what, arguments):
    """The files that cvise works on: the program and the test."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, name), "w") as out:
        out.write(text)
    fuzz = os.path.join(HERE, "fuzz.py")
    words = [sys.executable, fuzz, *arguments, "--program", name, "--expect", what]
    test = os.path.join(folder, "interesting.sh")
    with open(test, "w") as out:
        out.write(f"#!/bin/sh\nexec {shlex.join(words)} >/dev/null 2>&1\n")
    os.chmod(test, 0o755)
    return test


def reduce(folder, name, text, what, arguments, jobs):
    """Leaves the small program in `folder`; cvise's exit status."""
    if not shutil.which("cvise"):
        sys.exit("run.sh: error: cvise is missing: install the package cvise")
    test = prepare(folder, name, text, what, arguments)
    print(f"fuzz: reducing {os.path.join(folder, name)} ({what})", flush=True)
    command = ["cvise", "--n", str(jobs), test, name]
    return subprocess.run(command, cwd=folder).returncode
