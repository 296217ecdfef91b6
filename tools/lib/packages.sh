# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash
# Installs what tools/packages.txt lists. Needs common.sh.
# shellcheck disable=SC2154

# list_packages [SECTION]...: names with versions filled in; all sections when
# none is given.
list_packages() {
  local line version section=
  while IFS= read -r line; do
    line=${line%%#*}
    line=${line//[[:space:]]/}
    if [[ $line == \[*\] ]]; then
      section=${line:1:-1}
      continue
    fi
    [[ -n $line ]] || continue
    (($# == 0)) || [[ " $* " == *" $section "* ]] || continue
    line=${line//@NEWEST@/$newest}
    if [[ $line == *@LLVM@* ]]; then
      for version in "${llvm_versions[@]}"; do
        echo "${line//@LLVM@/$version}"
      done
    else
      echo "$line"
    fi
  done <"$root/tools/packages.txt"
}

# missing_packages [SECTION]...: those that are not installed.
missing_packages() {
  local name
  list_packages "$@" | while IFS= read -r name; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null |
      grep -q '^installed' || echo "$name"
  done
}

# as_root COMMAND...: as it is for root, through sudo for others.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "need root or sudo to run: $*"
  fi
}

# install_packages [SECTION]...: installs what is missing, or ends the script.
install_packages() {
  local missing log
  command -v apt-get >/dev/null ||
    die "apt-get is missing: on another system than Debian install the" \
      "equivalents of tools/packages.txt and pass --no-install"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  echo "Installing: ${missing[*]}"
  log=$root/build/logs/apt.log
  run_logged "$log" as_root apt-get -qq update || die "apt-get update failed"
  run_logged "$log" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "${missing[@]}" ||
    die "packages could not be installed"
}
