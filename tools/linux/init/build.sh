#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The guest's files: init, the workload, the attacker, busybox, stress-ng and
# the modules, as an initramfs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
die() { echo "build.sh: error: $*" >&2; exit 1; }

usage() {
  cat <<'END2'
usage: tools/linux/init/build.sh [--arch x86|arm64] [--no-stress-ng]
                                 OUTPUT [MODULE.ko...]

Builds an initramfs (cpio, gzip) for the kernels of tools/linux: static
programs, compiled by this machine's gcc (or gcc-aarch64-linux-gnu), and the
modules in /modules. For x86 also busybox and stress-ng as they are installed
here, with the libraries that they need.
END2
}

arch=x86 stress=1
while [[ ${1:-} == --* ]]; do
  case $1 in
  --arch) arch=${2:?}; shift ;;
  --no-stress-ng) stress=0 ;;
  --help) usage; exit ;;
  *) die "unknown option $1; see --help" ;;
  esac
  shift
done
[[ $# -ge 1 ]] || { usage >&2; exit 2; }
output=$(realpath -m "$1")
shift
modules=()
(($# == 0)) || mapfile -t modules < <(realpath "$@")
case $arch in
x86) compiler=gcc ;;
arm64) compiler=aarch64-linux-gnu-gcc ;;
*) die "unknown architecture '$arch': x86 or arm64" ;;
esac

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree" # it becomes the root
mkdir -p "$tree"/{bin,dev,proc,sys,tmp,etc}

program() { # NAME SOURCE...
  local name=$1
  shift
  "$compiler" -std=gnu11 -O2 -Wall -Wextra -Wno-format-zero-length -Werror \
    -static -pthread -s -o "$tree/$name" "$@" || die "$name does not compile"
}
cd "$here" # so that __FILE__ is short
program init init.c
program bin/workload {main,process,credentials,memory,kernel}.c
program bin/attack ../attack/{attacker,credentials,tables,state}.c

# with_libraries PROGRAM: copies it and what it loads.
with_libraries() {
  local library
  cp -L "$1" "$tree/bin/"
  ldd "$1" | grep -oE '/[^ ]+' | while read -r library; do
    mkdir -p "$tree$(dirname "$library")"
    cp -L "$library" "$tree$library"
  done
}
if [[ $arch == x86 ]]; then
  [[ -x /bin/busybox ]] || die "busybox-static is not installed"
  cp /bin/busybox "$tree/bin/"
  ln -s busybox "$tree/bin/sh"
  cp "$here/stress" "$tree/bin/stress"
  if ((stress)); then
    with_libraries "$(command -v stress-ng || die "stress-ng is not installed")"
  fi
fi
echo 'root:x:0:0::/:/bin/sh
nobody:x:65534:65534::/:/bin/sh' >"$tree/etc/passwd"
echo 'root:x:0:
nogroup:x:65534:' >"$tree/etc/group"
if ((${#modules[@]})); then
  mkdir "$tree/modules"
  cp "${modules[@]}" "$tree/modules/"
fi
mkdir -p "$(dirname "$output")"
(cd "$tree" && find . | sort | cpio --quiet -o -H newc -R 0:0 | gzip -1) >"$output.new"
mv "$output.new" "$output"
