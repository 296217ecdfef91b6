#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs generated programs with and without windows and compares them; --help
# says more. Finds out here which LLVMs are built and whether this machine has
# protection keys; fuzz.py does the rest.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

arguments=()
[[ " $* " == *" --llvm "* ]] || for version in "${llvm_versions[@]}"; do
  arguments+=(--llvm "$version")
done
if [[ " $* " != *" --print"* ]] && ! has_pku; then
  echo "fuzz: no protection keys on this machine ($pku_reason): WRPKRU is emulated" >&2
  arguments+=(--emulate)
fi
exec python3 "$root/test/fuzz/fuzz.py" "$@" "${arguments[@]}"
