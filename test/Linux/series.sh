#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: series.sh LLVM-MAJOR x86|arm64
#
# Applies tools/linux/patches to Linux 6.12, configures it with the plugin
# (CONFIG_KPKEYS_PLUGIN, tools/linux/kernel.yaml), and compiles the twenty files
# that write most credentials and page tables by the kernel's own build. Fails
# if a patch does not apply cleanly, a file does not compile, objtool complains,
# a wrong path of the plugin is not said or cannot be mended,
# an object of them that must have windows has none, kpkeys-verify has a
# finding, or some do not compile without CONFIG_KPKEYS. Uses the plugin of
# build/llvm-MAJOR (or $KPKEYS_BUILD).
set -euo pipefail

[ $# = 2 ] || { echo "usage: series.sh LLVM-MAJOR x86|arm64" >&2; exit 2; }
major=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
linux=$root/tools/linux
cache=${KPKEYS_CACHE:-$root/build/cache}/linux
# shellcheck source=tools/lib/linux-source.sh
. "$root/tools/lib/linux-source.sh"
built=$(realpath -m "${KPKEYS_BUILD:-$root/build/llvm-$major}")
plugin=$built/lib/KpkeysClang-$major.so
die() { echo "series.sh: error: $*" >&2; exit 1; }
case $2 in
x86) arch=x86_64 ;;
arm64) arch=arm64 ;;
*) die "unknown architecture '$2': x86 or arm64" ;;
esac
[ -e "$plugin" ] || die "no $plugin: build preset llvm-$major first"
objects=(kernel/{cred,sys,groups,user_namespace,fork,exit,ptrace,umh}.o
  security/commoncap.o security/keys/process_keys.o fs/exec.o mm/slub.o
  kernel/rcu/rcu_segcblist.o
  mm/{memory,mprotect,mremap,huge_memory,rmap,vmalloc,migrate}.o)

source=$(linux_source "$cache")
tree=${source%/*}/series
build=$tree.llvm-$major-$2
log=$build.log

# A tree for each content of the series; hard links to what it leaves alone.
patch_tree() {
  local digest patch
  digest=$(cat "$linux"/patches/*.patch | sha256sum)
  [ "$(cat "$tree/.series" 2>/dev/null)" != "$digest" ] || return 0
  rm -rf "$tree"
  cp -al "$source" "$tree"
  for patch in "$linux"/patches/*.patch; do
    patch -d "$tree" -p1 -F0 -s --no-backup-if-mismatch <"$patch" ||
      die "${patch##*/} does not apply"
  done
  echo "$digest" >"$tree/.series"
}

kernel_make() {
  make -j2 -C "$tree" "O=$build" "ARCH=$arch" "LLVM=-$major" "$@" \
    >>"$log" 2>&1 ||
    { grep -a -E 'error|warning' "$log" | tail -n 20 >&2
      die "make $* failed: see $log"; }
}

(
  flock 9 # tests run side by side
  patch_tree
) 9>"$tree.lock"
(
  flock 9
  rm -rf "$build"
  mkdir -p "$build"
  : >"$log"
  kernel_make "KCONFIG_ALLCONFIG=$linux/$2.config" allnoconfig
  "$tree/scripts/config" --file "$build/.config" -e KPKEYS -e KPKEYS_PLUGIN \
    --set-str KPKEYS_PLUGIN_PATH /nowhere.so \
    --set-str KPKEYS_POLICY "$linux/kernel.yaml"
  kernel_make olddefconfig
  (kernel_make prepare) 2>/dev/null && die "a plugin that is not there is taken"
  grep -q 'kpkeys: no file /nowhere.so, see CONFIG_KPKEYS_PLUGIN_PATH' "$log" ||
    die "it is not said that the plugin is not there"
  "$tree/scripts/config" --file "$build/.config" \
    --set-str KPKEYS_PLUGIN_PATH "$plugin"
  kernel_make olddefconfig
  grep -qx CONFIG_KPKEYS_PLUGIN=y "$build/.config" ||
    die "CONFIG_KPKEYS_PLUGIN is not in the configuration"
  kernel_make prepare
  kernel_make "${objects[@]}"
) 9>"$build.lock"

cd "$build"
! grep -a 'objtool: ' "$log" || die "objtool complains"
without=$("llvm-readelf-$major" -S "${objects[@]}" |
  awk '/^File: /{f = $2} / kpkeys_windows /{has[f] = 1} /^File: /{all[f]} END {for (f in all) if (!has[f]) print f}' |
  sort | paste -sd ' ')
echo "objects without a window: ${without:-none}"
"$built/bin/kpkeys-verify" "${objects[@]}" >"$build.verify" || {
  head -n 20 "$build.verify" >&2
  die "kpkeys-verify has findings: see $build.verify"
}
echo "kpkeys-verify: $(tail -n 1 "$build.verify")"

# Most kernels are built without it.
"$tree/scripts/config" --file "$build/.config" -d KPKEYS
kernel_make olddefconfig
kernel_make prepare
kernel_make kernel/{cred,task_work}.o kernel/rcu/rcu_segcblist.o mm/{slub,memory}.o
echo "without CONFIG_KPKEYS: compiled"
echo "the series for $2 with LLVM $major: all as it must be"
