#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Fetches Debian's lua5.4 source package once and prints the folder of its C
# files. Everything lands in $KPKEYS_CACHE (default build/cache), apt's index
# of source packages too: the system's apt configuration and state are read,
# never changed. Needs apt and dpkg-dev.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${KPKEYS_CACHE:-$here/../../build/cache}/lua
die() { echo "fetch.sh: error: $*" >&2; exit 1; }

# Writes the system's Debian archives as source archives to folder $1, in
# both formats that apt reads. Other vendors' archives have no Lua.
write_source_archives() {
  local file etc
  eval "$(apt-config shell etc Dir::Etc/d)"
  for file in "$etc"/sources.list "$etc"/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    sed -n -E '/debian/s/^deb[[:space:]]/deb-src /p' "$file"
  done >"$1/debian.list"
  for file in "$etc"/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    awk -v RS= '/URIs:[^\n]*debian/ && /Types:[^\n]*deb/ {
      sub(/Types:[^\n]*/, "Types: deb-src"); print $0 "\n" }' "$file"
  done >"$1/debian.sources"
  [ -s "$1/debian.list" ] || [ -s "$1/debian.sources" ] ||
    die "apt's configuration names no Debian archive"
}

fetch() {
  local apt=$cache/apt
  mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
  write_source_archives "$apt/sources"
  local options=(
    -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
    -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=3)
  apt-get -q "${options[@]}" update ||
    die "cannot read the index of source packages (network?)"
  (cd "$cache" && apt-get -q "${options[@]}" source --download-only lua5.4) ||
    die "cannot download lua5.4's source package (network?)"
  rm -rf "$cache/source.new"
  dpkg-source -q --no-check -x "$cache"/lua5.4_*.dsc "$cache/source.new" ||
    die "cannot unpack lua5.4's source package"
  # Debian's build writes this header; luaconf.h wants it.
  echo "#define DEB_HOST_MULTIARCH \"$(dpkg-architecture -qDEB_HOST_MULTIARCH)\"" \
    >"$cache/source.new/src/lua5.4-deb-multiarch.h"
  mv "$cache/source.new" "$cache/source"
}

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
(
  flock 9 # tests run side by side
  [ -d "$cache/source" ] || fetch >&2
) 9>"$cache/lock"
echo "$cache/source/src"
