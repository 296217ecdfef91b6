#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# From a Debian machine with nothing prepared to a stray write that was stopped.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=tools/lib/packages.sh
. "$root/tools/lib/packages.sh"

usage() {
  cat <<END
usage: bash tools/quickstart.sh [--no-install]

Installs what building needs, builds the plugin against LLVM $newest, runs
examples/demo.c with it, and shows what a window looks like on each machine.
Ends with 0 only if the annotated write went through and the stray write did
not.

  --no-install  install no packages
END
}

install=yes
while (($#)); do
  case $1 in
  --no-install) install=no ;;
  -h | --help)
    usage
    exit
    ;;
  *)
    usage >&2
    die "unknown option: $1"
    ;;
  esac
  shift
done

preset=llvm-$newest
build=build/$preset
logs=build/logs
out=$build/quickstart
clang=/usr/lib/llvm-$newest/bin/clang
plugin=$build/lib/KpkeysClang-$newest.so
cd "$root"

build_plugin() (
  use_large_pages
  heading "Building the plugin for LLVM $newest"
  run_logged "$logs/quickstart-configure.log" cmake --preset "$preset"
  run_logged "$logs/quickstart-build.log" cmake --build --preset "$preset" \
    -j "$jobs" --target "KpkeysClang-$newest" kpkeys_rt
  ls "$plugin"
)

show() { # COMMAND...: print it, run it
  echo "\$ $*"
  "$@"
}

build_demo() { # TARGET
  heading "Compiling examples/demo.c with it, examples/stray.c without"
  mkdir -p "$out"
  show "$clang" -O2 -Iinclude "-fplugin=$plugin" \
    "-fplugin-arg-kpkeys-target=$1" -c examples/demo.c -o "$out/demo.o"
  show "$clang" -O2 -c examples/stray.c -o "$out/stray.o"
  # -rdynamic: so that the fault report can name the function.
  show "$clang" -rdynamic "$out/demo.o" "$out/stray.o" \
    "$build/lib/libkpkeys_rt.a" -o "$out/demo"
}

# The demo must say that the annotated write is done, and then be killed by
# SIGSEGV (status 128 + 11) at the stray one.
run_demo() {
  local status=0
  heading "Running it"
  # Bash's own word on the death goes to the outer, discarded, stderr.
  { "$out/demo" >"$out/demo.txt" 2>&1 || status=$?; } 2>/dev/null
  cat "$out/demo.txt"
  grep -q '^annotated write: done' "$out/demo.txt" ||
    die "the annotated write did not go through (status $status)"
  ((status == 128 + 11)) ||
    die "the stray write was NOT stopped (status $status)"
  echo "The annotated write succeeded; the stray write was stopped by SIGSEGV."
}

show_window() { # TARGET TRIPLE INSTRUCTION
  local asm=$out/window-$1.s
  printf '\n%s\n' "-- $1"
  "$clang" -O2 -fno-verbose-asm -fomit-frame-pointer -fno-asynchronous-unwind-tables \
    "--target=$2" -Iinclude "-fplugin=$plugin" \
    "-fplugin-arg-kpkeys-target=$1" -S examples/window.c -o "$asm"
  # The body of deposit(), without directives; of comments only the plugin's.
  awk '/^deposit:/ { on = 1; next } /^\.Lfunc_end/ { on = 0 }
       on && /kpkeys:/ || on && !/^[ \t]*(\.|#|\/\/|%)/' "$asm"
  grep -qi -- "$3" "$asm" || die "no $3 in the code for $1"
}

[[ $install == no ]] || install_packages build
build_plugin

target=pku
if ! has_pku; then
  target=sim
  heading "No protection keys here ($pku_reason)"
  echo "The demo uses target=sim: the same windows, kept by mprotect."
fi
build_demo "$target"
run_demo

heading "The window of 'account->balance += amount' (examples/window.c, -O2)"
show_window pku x86_64-linux-gnu wrpkru
show_window pks x86_64-linux-gnu wrmsr
show_window poe-el0 aarch64-linux-gnu 'msr.*\(S3_3_C10_C2_4\|POR_EL0\)'
show_window poe-el1 aarch64-linux-gnu 'msr.*\(S3_0_C10_C2_4\|POR_EL1\)'

heading "Next: docs/QuickStart.md"
