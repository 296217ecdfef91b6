#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: compile.sh LLVM-MAJOR x86|arm64
#
# Compiles kernel/cred.c, kernel/sys.c and mm/memory.c of Linux 6.12 at the
# kernel's own flags, plainly and with the plugin (KCFLAGS) and kernel.yaml,
# for pks (x86) or poe-el1 (arm64). Prints the windows of each function and
# fails if a compile, objtool, kpkeys-verify or the table does (windows.py says
# when).
# Uses the plugin of build/llvm-MAJOR (or $KPKEYS_BUILD).
set -euo pipefail

[ $# = 2 ] || { echo "usage: compile.sh LLVM-MAJOR x86|arm64" >&2; exit 2; }
major=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
tree=$(realpath -m "${KPKEYS_BUILD:-$root/build/llvm-$major}")
plugin=$tree/lib/KpkeysClang-$major.so verify=$tree/bin/kpkeys-verify
objects=(kernel/cred.o kernel/sys.o mm/memory.o)
die() { echo "compile.sh: error: $*" >&2; exit 1; }
case $2 in
x86) arch=x86_64 target=pks ;;
arm64) arch=arm64 target=poe-el1 ;;
*) die "unknown architecture '$2': x86 or arm64" ;;
esac
[ -e "$plugin" ] || die "no $plugin: build preset llvm-$major first"

prepared=$("$here/prepare.sh" "$major" "$2")
{ read -r source; read -r build; } <<<"$prepared"
out=$build.objects
mkdir -p "$out"

# kernel_objects NAME KCFLAGS: builds the objects anew into $out/NAME. What
# the compiler and objtool say is in $out/NAME.log.
kernel_objects() {
  local name=$1 flags=$2 object
  # Kbuild knows neither plugin nor policy as a dependency.
  (cd "$build" && rm -f "${objects[@]}")
  make -j2 -C "$source" "O=$build" "ARCH=$arch" "LLVM=-$major" \
    "KCFLAGS=$flags" "${objects[@]}" >"$out/$name.log" 2>&1 || {
    grep -a -E 'error|warning' "$out/$name.log" | head -n 20 >&2
    die "the kernel's objects do not compile ($name): see $out/$name.log"
  }
  for object in "${objects[@]}"; do
    mkdir -p "$out/$name/$(dirname "$object")"
    cp "$build/$object" "$out/$name/$object"
  done
}

# The compiler's and objtool's complaints, each once.
complaints() {
  grep -a -E '(warning|error): ' "$1" | sed "s|^$source/||" | sort -u || true
}

# Those that the plain build has not.
new_complaints() {
  comm -13 <(complaints "$out/plain.log") <(complaints "$out/$target.log")
}

(
  flock 9 # the build folder holds one set of objects
  kernel_objects plain ""
  kernel_objects "$target" "-fplugin=$plugin \
-fplugin-arg-kpkeys-target=$target -fplugin-arg-kpkeys-policy=$here/kernel.yaml"
) 9>"$build.lock"

"$here/windows.py" "llvm-objdump-$major" "$target" "$out/plain" \
  "$out/$target" "${objects[@]}"
"$verify" "${objects[@]/#/$out/$target/}" >"$out/verify.log" || {
  head -n 20 "$out/verify.log" >&2
  die "kpkeys-verify has findings: see $out/verify.log"
}
echo "kpkeys-verify: $(tail -n 1 "$out/verify.log")"
added=$(new_complaints)
echo "new warnings: $(grep -c . <<<"$added" || true)"
echo "$added" | head -n 40
! grep -q 'objtool: ' <<<"$added" || die "objtool complains"
echo "Linux with LLVM $major, $2, target $target: all as it must be"
