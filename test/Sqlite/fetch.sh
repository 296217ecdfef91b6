#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches Debian's sqlite3 source package once, makes the amalgamation
# (sqlite3.c, shell.c) from it, which needs tclsh, make and gcc, and prints the
# folder. Everything lands in $KPKEYS_CACHE (default build/cache).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/debian-source.sh
source "$here/../../tools/lib/debian-source.sh"

prepare() {
  ./configure -q --disable-tcl && make -s sqlite3.c shell.c
}

debian_source sqlite3 "${KPKEYS_CACHE:-$here/../../build/cache}/sqlite" prepare
