#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Counts and times windows; --help says more, docs/Performance.md what the
# numbers are. Needs protection keys; bench.py does the rest.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

arguments=()
[[ " $* " == *" --llvm "* ]] || arguments+=(--llvm "$newest")
[[ -z ${KPKEYS_BUILD:-} || " $* " == *" --build "* ]] ||
  arguments+=(--build "$KPKEYS_BUILD")
[[ " $* " == *" -h "* || " $* " == *" --help "* ]] || has_pku ||
  die "no protection keys on this machine: $pku_reason"
exec python3 "$root/test/bench/bench.py" "$@" "${arguments[@]}"
