#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches Debian's memcached source package once, configures it, which needs
# libevent, and prints its folder. Everything lands in $KPKEYS_CACHE (default
# build/cache).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../../.." && pwd)
# shellcheck source=tools/lib/debian-source.sh
source "$root/tools/lib/debian-source.sh"

prepare() {
  ./configure -q --disable-docs --disable-coverage --disable-extstore
}

debian_source memcached "${KPKEYS_CACHE:-$root/build/cache}/memcached" prepare
