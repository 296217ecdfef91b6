# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command and asks for its exit status: status.py STATUS COMMAND..."""

import subprocess
import sys

status = subprocess.run(sys.argv[2:]).returncode
if status != int(sys.argv[1]):
    sys.exit("expected status %s, got %d" % (sys.argv[1], status))
