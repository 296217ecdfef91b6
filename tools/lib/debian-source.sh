# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash
# Sourced by the fetch.sh of each real program: Debian's source packages, once,
# into a cache. apt's index of source packages goes there too: the system's apt
# configuration and state are read, never changed. Needs apt and dpkg-dev.

_source_die() { echo "fetch.sh: error: $*" >&2; exit 1; }

# Writes the system's Debian archives as source archives to folder $1, in
# both formats that apt reads. Other vendors' archives lack the packages.
_write_source_archives() {
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
    _source_die "apt's configuration names no Debian archive"
}

_download_source() { # PACKAGE CACHE
  local package=$1 cache=$2 apt=$2/apt
  mkdir -p "$apt"/{sources,lists/partial,cache/archives/partial}
  _write_source_archives "$apt/sources"
  local options=(
    -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache"
    -o "APT::Sandbox::User=$(id -un)" -o Acquire::Retries=3)
  apt-get -q "${options[@]}" update ||
    _source_die "cannot read the index of source packages (network?)"
  (cd "$cache" &&
    apt-get -q "${options[@]}" source --download-only "$package") ||
    _source_die "cannot download $package's source package (network?)"
  rm -rf "$cache/source.new"
  dpkg-source -q --no-check -x "$cache/${package}"_*.dsc "$cache/source.new" ||
    _source_die "cannot unpack $package's source package"
}

# debian_source PACKAGE CACHE [COMMAND...]: prints the folder of the unpacked,
# patched source of PACKAGE; makes it in CACHE if it is not there, and then
# runs COMMAND in it, once.
debian_source() {
  local package=$1 cache=$2
  shift 2
  mkdir -p "$cache"
  cache=$(cd "$cache" && pwd)
  (
    flock 9 # tests run side by side
    [ -d "$cache/source" ] || {
      _download_source "$package" "$cache"
      [ $# = 0 ] || (cd "$cache/source.new" && "$@") ||
        _source_die "cannot prepare $package's source"
      mv "$cache/source.new" "$cache/source"
    } >&2
  ) 9>"$cache/lock"
  echo "$cache/source"
}
