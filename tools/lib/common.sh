# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash
# Shared by the scripts in tools/: messages, the version list, scratch space.
# A script sources this first, with set -euo pipefail in force.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mapfile -t llvm_versions < <(grep -E '^[0-9]+$' "$root/LLVM_VERSIONS")
newest=${llvm_versions[0]}

die() {
  echo "${0##*/}: error: $*" >&2
  exit 1
}

heading() {
  printf '\n== %s\n' "$*"
}

# How many processes at once.
# shellcheck disable=SC2034
jobs=$(nproc)

# Compilers that allocate in large pages take a tenth less time. glibc 2.35, and a
# kernel that lets programs ask for such pages; others take no notice.
use_large_pages() {
  export GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864
}

# run_logged LOG COMMAND...: quiet when it succeeds, the log when it fails.
run_logged() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    echo "${0##*/}: error: failed: $*" >&2
    return 1
  fi
}

# has_pku: does this CPU and kernel enforce protection keys? Sets pku_reason
# when not.
# shellcheck disable=SC2034
has_pku() {
  local program rc=0
  program=$(mktemp)
  "/usr/lib/llvm-$newest/bin/clang" -O1 -o "$program" \
    "$root/tools/lib/pku-probe.c" || die "tools/lib/pku-probe.c does not compile"
  pku_reason=$("$program") || rc=$?
  rm -f "$program"
  return "$rc"
}
