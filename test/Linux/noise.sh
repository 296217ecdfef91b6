#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: noise.sh LLVM-MAJOR x86|arm64
#
# Compiles 20 files of Linux 6.12 that use credentials or page tables with the
# plugin and kernel.yaml, and counts the warnings: by file, and what they say.
# docs/Soundness.md has the numbers. Uses the plugin of build/llvm-MAJOR (or
# $KPKEYS_BUILD). Fails only if a file does not compile.
set -euo pipefail

[ $# = 2 ] || { echo "usage: noise.sh LLVM-MAJOR x86|arm64" >&2; exit 2; }
major=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
plugin=$(realpath -m "${KPKEYS_BUILD:-$root/build/llvm-$major}")/lib/KpkeysClang-$major.so
objects=(kernel/{cred,sys,groups,user_namespace,fork,exit,ptrace}.o
  security/commoncap.o security/keys/process_keys.o fs/exec.o
  mm/{memory,mprotect,mremap,huge_memory,rmap,vmalloc,migrate,madvise,gup,pgtable-generic}.o)
die() { echo "noise.sh: error: $*" >&2; exit 1; }
case $2 in
x86) arch=x86_64 target=pks ;;
arm64) arch=arm64 target=poe-el1 ;;
*) die "unknown architecture '$2': x86 or arm64" ;;
esac
[ -e "$plugin" ] || die "no $plugin: build preset llvm-$major first"

prepared=$("$here/prepare.sh" "$major" "$2")
{ read -r source; read -r build; } <<<"$prepared"
log=$build.noise.log
(
  flock 9 # the build folder holds one set of objects
  cd "$build"
  rm -f "${objects[@]}"
  # One file at a time, so that its lines stay together.
  make -j1 -C "$source" "O=$build" "ARCH=$arch" "LLVM=-$major" \
    "KCFLAGS=-fplugin=$plugin -fplugin-arg-kpkeys-target=$target \
-fplugin-arg-kpkeys-policy=$here/kernel.yaml" "${objects[@]}" >"$log" 2>&1 ||
    die "the kernel's objects do not compile: see $log"
) 9>"$build.lock"

warnings() { grep -a 'warning: kpkeys: ' "$log" || true; }

lines=$(cd "$source" && cat "${objects[@]/%.o/.c}" | wc -l)
count=$(warnings | wc -l)
echo "$count warnings in $lines lines"
# By file and what they say, without the cures.
warnings | sed -E -e 's#^.*/linux-source-[0-9.]*/##' -e 's#, (which|and) .*##' \
  -e "s#:[0-9]+:[0-9]+: warning: kpkeys: a pointer into domain# #" |
  sort | uniq -c | sort -rn
