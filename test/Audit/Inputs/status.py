# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""status.py NUMBER PROGRAM...: runs the program, which must end with the status."""

import subprocess
import sys

ended = subprocess.run(sys.argv[2:]).returncode
sys.exit(None if ended == int(sys.argv[1]) else "ended with %d" % ended)
