#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: prepare.sh LLVM-MAJOR x86|arm64
#
# Unpacks Debian's linux-source-6.12 once, configures it (kernel.config on top
# of allnoconfig) in a folder per compiler and architecture, and builds what
# every object of the kernel depends on: generated headers, objtool. Prints
# two lines: the source folder and the build folder. Everything lands in
# $KPKEYS_CACHE (default build/cache). Needs apt, make, bc, flex, bison,
# libelf-dev (objtool), and ld.lld and the llvm tools of LLVM-MAJOR.
set -euo pipefail

[ $# = 2 ] || { echo "usage: prepare.sh LLVM-MAJOR x86|arm64" >&2; exit 2; }
major=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KPKEYS_CACHE:-$here/../../build/cache}/linux
# shellcheck source=tools/lib/linux-source.sh
. "$here/../../tools/lib/linux-source.sh"
die() { echo "prepare.sh: error: $*" >&2; exit 1; }
case $2 in
x86) arch=x86_64 ;;
arm64) arch=arm64 ;;
*) die "unknown architecture '$2': x86 or arm64" ;;
esac
source=$(linux_source "$cache")
build=${source%/*}/llvm-$major-$2

kernel_make() {
  make -j2 -C "$source" "O=$build" "ARCH=$arch" "LLVM=-$major" "$@" \
    >>"$build.log" 2>&1 ||
    { tail -n 20 "$build.log" >&2; die "make $* failed: see $build.log"; }
}

# Fails if kernel.config asks for something that this kernel dropped, unless
# it belongs to the other architecture.
check_config() {
  local line missing=
  while read -r line; do
    case $line in
    CONFIG_X86_*) [ "$arch" = x86_64 ] || continue ;;
    CONFIG_ARM64_*) [ "$arch" = arm64 ] || continue ;;
    # arm64 chooses neither of these.
    CONFIG_64BIT=* | CONFIG_KERNEL_*) [ "$arch" = x86_64 ] || continue ;;
    CONFIG_*=*) ;;
    *) continue ;;
    esac
    grep -qxF "$line" "$build/.config" || missing="$missing $line"
  done <"$here/kernel.config"
  [ -z "$missing" ] || die "not in the resulting configuration:$missing"
}

prepare() {
  rm -rf "$build"
  mkdir -p "$build"
  : >"$build.log"
  kernel_make "KCONFIG_ALLCONFIG=$here/kernel.config" allnoconfig
  check_config
  kernel_make prepare
  cp "$here/kernel.config" "$build/kernel.config.used"
}

(
  flock 9 # tests run side by side
  cmp -s "$here/kernel.config" "$build/kernel.config.used" || prepare >&2
) 9>"$build.lock"
echo "$source"
echo "$build"
