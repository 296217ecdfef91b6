# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash
# Sourced by test.sh: kernels that differ from one that is built in how windows are
# placed. Wants what is set there, and its kernel_make and config.
# shellcheck disable=SC2154

# A copy of a build, in which nothing is to be built anew: saved commands of the
# host's tools have the folder in them, and each object depends on objtool.
copy_build() { # FROM TO
  local from=$builds/$1 to=${builds:?}/$2
  # Objects are not looked at again: source that is newer would not be compiled.
  [[ -z $(find "$tree" -name '*.[chS]' -newer "$from/vmlinux" -print -quit) ]] ||
    die "$tree is newer than kernel '$1': step cost makes it"
  rm -rf "$to" "$to.modules" "$to.cpio.gz"
  cp -a "$from" "$to"
  rm -f "$to"/vmlinux "$to"/vmlinux.[ao] "$to"/System.map
  find "$to/tools" "$to/scripts" -name '*.cmd' -exec sed -i "s#$from/#$to/#g" {} +
}

# A copy of a build in which only those objects are built anew that know protected
# data or may have a guard or scope: others are the same, with the plugin and
# without it (step cost compares them). EDIT is for sed: the flags of saved commands.
variant_of() { # BUILD VARIANT EDIT OPTIONS of scripts/config...
  local variant=$2 edit=$3
  copy_build "$1" "$variant"
  config "$variant" "${@:4}"
  kernel_make "$variant" olddefconfig prepare
  # What make would see as changed: saved commands, and an option that is in
  # headers which almost all include.
  find "$builds/$variant" -name '.*.o.cmd' -exec sed -i "$edit" {} +
  (cd "$builds/$variant" &&
    find . -name '*.o' -not -path './tools/*' -not -path './scripts/*' -exec touch {} +)
  { protected_objects; hand_objects; } | sed "s#^#$builds/$variant/#" | xargs rm -f
  kernel_make "$variant" vmlinux modules
}

# Objects of one source that know protected data: in them is the policy's digest.
protected_objects() {
  (cd "$builds/with" && find -- * -name '*.o' -not -name 'built-in.o' -not -name 'vmlinux.o' \
    -not -path 'tools/*' -not -path 'scripts/*' -exec "llvm-readelf-$newest" -S {} +) |
    awk '/^File: / { file = $2 } / kpkeys_policy / { print file }' | uniq
}

# Objects that may have a guard by hand.
hand_objects() {
  (cd "$tree" && grep -rlE --include='*.c' --exclude-dir={tools,scripts} 'kpkeys|lazy_mmu_mode' .) |
    sed 's#^\./##; s/c$/o/'
}
