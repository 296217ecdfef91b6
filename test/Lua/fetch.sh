#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches Debian's lua5.4 source package once and prints the folder of its C
# files. Everything lands in $KPKEYS_CACHE (default build/cache).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/debian-source.sh
source "$here/../../tools/lib/debian-source.sh"

# Debian's build writes this header; luaconf.h wants it.
prepare() {
  echo "#define DEB_HOST_MULTIARCH \"$(dpkg-architecture -qDEB_HOST_MULTIARCH)\"" \
    >src/lua5.4-deb-multiarch.h
}

folder=$(debian_source lua5.4 "${KPKEYS_CACHE:-$here/../../build/cache}/lua" prepare)
echo "$folder/src"
