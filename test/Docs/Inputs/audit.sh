#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# audit.sh FOLDER POLICY CC1...: runs clang -cc1 -verify in audit mode on each C block
# in FOLDER. Fails if one fails, or if there is none.
set -euo pipefail
folder=$1
policy=$2
shift 2
failed=no
shopt -s nullglob
files=("$folder"/*.c)
[[ ${#files[@]} -gt 0 ]]
for file in "${files[@]}"; do
  "$@" -triple x86_64-linux-gnu -plugin-arg-kpkeys mode=audit \
    -plugin-arg-kpkeys "policy=$policy" -fsyntax-only -verify \
    -verify-ignore-unexpected=note "$file" || { echo "^ in $file" && failed=yes; }
done
[[ $failed == no ]]
