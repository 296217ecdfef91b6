#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# verify.sh FOLDER CC1...: runs clang -cc1 -verify on each C or C++ block in FOLDER, at
# the setting that docs/AttributeReference.md names. Fails if one fails, or if
# there is none. Blocks called secret* have the policy secret.yaml, of the folder
# if the document has one.
set -euo pipefail
folder=$1
shift
failed=no
secret=$folder/secret.yaml
[[ -e $secret ]] || secret=$(dirname "$0")/../../Inputs/policies/secret.yaml
shopt -s nullglob
files=("$folder"/*.c "$folder"/*.cpp)
[[ ${#files[@]} -gt 0 ]]
for file in "${files[@]}"; do
  policy=()
  [[ ${file##*/} != secret* ]] || policy=(-plugin-arg-kpkeys "policy=$secret")
  "$@" "${policy[@]}" -triple x86_64-linux-gnu -ffreestanding -fblocks -O0 -Rpass=kpkeys \
    -plugin-arg-kpkeys windows=per-access -verify -emit-obj -o "$file.o" \
    "$file" || { echo "^ in $file" && failed=yes; }
done
[[ $failed == no ]]
