#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: run.sh LLVM-MAJOR OPTIMISATION-LEVEL        (run.sh 22 -O2)
#
# Builds Debian's SQLite (the amalgamation) as it is, and with its connections
# and pagers in protected memory, and checks that
#   - SQLite's shell gives the same bytes and exit code for each script in
#     scripts/,
#   - a stray write to a connection is stopped, and goes unnoticed in the plain
#     build,
#   - with protection keys: of a third build, without windows, kpkeys-oracle
#     finds each write known to the compiler, or behind a warning,
#   - with KPKEYS_HAND=yes: of a build with guards by hand (sqlite-hand.diff, in
#     SQLite's own mutexes) in place of windows, kpkeys-verify finds each switch,
#     which has no record, and nothing else. It is not run: some writes are outside
#     of the mutexes.
# See tools/lib/real-program.sh for the environment. $KPKEYS_POLICY is used
# instead of sqlite.yaml.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/real-program.sh
source "$here/../../tools/lib/real-program.sh"
# shellcheck source=tools/lib/guards-by-hand.sh
source "$here/../../tools/lib/guards-by-hand.sh"
real_program sqlite "$@"
source=$("$here/fetch.sh")

cc=("clang-$major" -g -fdebug-compilation-dir=. "$level"
  -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_UNLOCK_NOTIFY -DSQLITE_ENABLE_FTS3
  -DSQLITE_ENABLE_RTREE)
includes=("-I$root/include" "-I$root/test/Inputs" "-I$here" -I.)
with_plugin=("${includes[@]}" "-fplugin=$plugin"
  "-fplugin-arg-kpkeys-target=$target"
  "-fplugin-arg-kpkeys-policy=${KPKEYS_POLICY:-$here/sqlite.yaml}")
programs=(shell scribble speedtest1)

# build FOLDER FLAG...: SQLite and its programs, protected but for `plain`.
# The programs are made without the plugin: they know no protected type.
build() {
  local folder=$1 main libraries=(-lpthread -lm -ldl)
  shift
  mkdir -p "$work/$folder/programs"
  cp "$source"/sqlite3.[ch] "$work/$folder"
  if [ "$folder" != plain ]; then
    patch -s -d "$work/$folder" -p1 <"$here/sqlite-kpkeys.diff" ||
      die "sqlite-kpkeys.diff does not fit this version of SQLite"
    cp "$here/state_memory.c" "$work/$folder"
    libraries=("$runtime" "${libraries[@]}")
  fi
  compile_files "$folder" "${cc[@]}" "$@"
  cp "$source/shell.c" "$source/test/speedtest1.c" "$here/scribble.c" \
    "$work/$folder/programs"
  for main in "${programs[@]}"; do
    "${cc[@]}" "-I$source" -o "$work/$folder/$main" \
      "$work/$folder/programs/$main.c" "$work/$folder"/*.o "${libraries[@]}" \
      >"$work/$folder-$main.log" 2>&1 || die "$main does not link ($folder)"
  done
}

# run_script FOLDER SCRIPT: its output and exit code.
run_script() {
  local status=0
  rm -rf "$work/run"
  mkdir "$work/run"
  cd "$work/run"
  echo "== $(basename "$2")"
  "$work/$1/shell" database <"$2" || status=$?
  echo "exit code $status"
}

check_hand() {
  mkdir "$work/hand"
  cp "$source"/sqlite3.[ch] "$work/hand"
  patch -s -d "$work/hand" -p1 <"$here/sqlite-kpkeys.diff"
  patch -s -d "$work/hand" -p1 <"$here/sqlite-hand.diff" ||
    die "sqlite-hand.diff does not fit this version of SQLite"
  compile_files hand "${cc[@]}" "${includes[@]}"
  only_switches "$work/hand/sqlite3.o"
}

build plain
build protected "${with_plugin[@]}"
"${cc[@]}" "$root/test/Lua/siginfo.c" -o "$work/siginfo"
verify_machine_code "$work"/protected/*.o "$work/protected/shell"
escape_warnings "$(wc -l <"$source/sqlite3.c")"
for script in "$here"/scripts/*.sql; do
  (run_script plain "$script") >>"$work/plain.out" 2>&1
  (run_script protected "$script") >>"$work/protected.out" 2>&1
done
same_output "$(grep -c '^==' "$work/plain.out") scripts"
stray_write connection
if [ "$has_oracle" = yes ]; then
  build unguarded "${with_plugin[@]}" -fplugin-arg-kpkeys-target=pku \
    -fplugin-arg-kpkeys-windows=none \
    "${record_remarks[@]}"
  for script in "$here"/scripts/*.sql; do
    rm -rf "$work/run"
    mkdir "$work/run"
    cd "$work/run"
    run_oracle "$(basename "$script")" "$script" \
      "$work/unguarded/shell" database
  done
  run_oracle "speedtest1 --size 1" /dev/null \
    "$work/unguarded/speedtest1" --size 1 --memdb
fi
[ "${KPKEYS_HAND:-no}" = no ] || check_hand
echo "SQLite with LLVM $major $level, target $target: all as it must be"
