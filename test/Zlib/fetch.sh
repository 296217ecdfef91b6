#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches Debian's zlib source package once and prints its folder. Everything
# lands in $KPKEYS_CACHE (default build/cache).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/debian-source.sh
source "$here/../../tools/lib/debian-source.sh"
debian_source zlib "${KPKEYS_CACHE:-$here/../../build/cache}/zlib"
