# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash
# Sourced by what builds Debian's kernel source: unpacks it once into a cache.
# Needs apt, unless the package is installed.

linux_package=linux-source-6.12

_linux_die() { echo "${0##*/}: error: $*" >&2; exit 1; }

_unpack_linux() { # CACHE
  local new=$1/unpack tarball=/usr/src/$linux_package.tar.xz
  rm -rf "$new"
  mkdir -p "$new"
  # A package that is installed already is as good as a download.
  if [ ! -e "$tarball" ]; then
    (cd "$new" && apt-get -q -o "APT::Sandbox::User=$(id -un)" \
      download "$linux_package") ||
      _linux_die "cannot download $linux_package (network? 'apt-get update' first?)"
    dpkg-deb --fsys-tarfile "$new"/"$linux_package"_*.deb | tar -x -C "$new" -f -
    tarball=$new$tarball
  fi
  tar -x -C "$new" -f "$tarball" || _linux_die "cannot unpack $tarball"
  mv "$new/$linux_package" "$1/$linux_package"
  rm -rf "$new"
}

# linux_source CACHE: prints the folder of the unpacked source.
linux_source() {
  local cache=$1
  mkdir -p "$cache"
  cache=$(cd "$cache" && pwd)
  (
    flock 9 # tests run side by side
    [ -d "$cache/$linux_package" ] || _unpack_linux "$cache" >&2
  ) 9>"$cache/lock"
  echo "$cache/$linux_package"
}
