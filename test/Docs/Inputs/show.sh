#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# show.sh FOLDER SOURCE PYTHON COMPILER...: prints what COMPILER makes of
# deposit() in examples/window.c, as the documents show it.
set -euo pipefail
folder=$1 source=$2 python=$3
shift 3
"$@" -O2 -fomit-frame-pointer -fno-asynchronous-unwind-tables \
  -fcf-protection=none -I"$source/include" -S "$source/examples/window.c" \
  -o "$folder/window.s"
"$python" "$source/test/Docs/Inputs/asm-body.py" deposit <"$folder/window.s"
