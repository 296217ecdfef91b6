#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: run.sh LLVM-MAJOR OPTIMISATION-LEVEL        (run.sh 22 -O2)
#
# Builds Debian's zlib and its own tests as they are, and with the streams'
# states in protected memory, and checks that
#   - infcover, example and minigzip give the same bytes and exit codes,
#   - a stray write to a state is stopped, and goes unnoticed in the plain one,
#   - with protection keys: of a third build, without windows, kpkeys-oracle
#     finds each write known to the compiler, or behind a warning.
# See tools/lib/real-program.sh for the environment. $KPKEYS_POLICY is used
# instead of zlib.yaml.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/real-program.sh
source "$here/../../tools/lib/real-program.sh"
real_program zlib "$@"
source=$("$here/fetch.sh")

cc=("clang-$major" -g -fdebug-compilation-dir=. "$level" -Wno-deprecated-non-prototype
  -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H -DHAVE_STDARG_H)
with_plugin=("-I$root/include" "-I$here" -I. "-fplugin=$plugin"
  "-fplugin-arg-kpkeys-target=$target"
  "-fplugin-arg-kpkeys-policy=${KPKEYS_POLICY:-$here/zlib.yaml}")
programs=(infcover example minigzip)

# build FOLDER FLAG...: zlib and its tests, protected but for `plain`.
build() {
  local folder=$1 main objects=() libraries=()
  shift
  mkdir "$work/$folder"
  cp "$source"/*.[ch] "$source"/test/*.c "$work/$folder"
  if [ "$folder" != plain ]; then
    patch -s -d "$work/$folder" -p1 <"$here/zlib-kpkeys.diff" ||
      die "zlib-kpkeys.diff does not fit this version of zlib"
    cp "$here/state_memory.c" "$work/$folder"
    libraries=("$runtime" -lpthread)
  fi
  compile_files "$folder" "${cc[@]}" "$@"
  # The stray write's file is made without the plugin.
  "${cc[@]}" "-I$source" -c "$here/scribble.c" -o "$work/$folder/scribble.o"
  for main in "$work/$folder"/*.o; do
    case " ${programs[*]} scribble " in
    *" $(basename "$main" .o) "*) ;;
    *) objects+=("$main") ;;
    esac
  done
  for main in "${programs[@]}" scribble; do
    "${cc[@]}" -o "$work/$folder/$main" "$work/$folder/$main.o" \
      "${objects[@]}" "${libraries[@]}" || die "$main does not link ($folder)"
  done
}

# run_programs FOLDER: their output and exit codes. `example` writes foo.gz.
run_programs() {
  local folder=$1 program flag
  cd "$work/$folder"
  for program in infcover example; do
    echo "== $program"
    "./$program" || echo "exit code $?"
  done
  for flag in -1 -6 -9 -h -r -f; do
    echo "== minigzip $flag"
    ./minigzip "$flag" <"$work/input" >packed || echo "exit code $?"
    od -An -tx1 -v packed
    ./minigzip -d <packed | cmp - "$work/input" || echo "exit code $?"
  done
}

check_oracle() {
  cd "$work/unguarded"
  run_oracle infcover /dev/null ./infcover
  run_oracle example /dev/null ./example
  "$work/plain/minigzip" <"$work/input" >packed
  run_oracle "minigzip -9" "$work/input" ./minigzip -9
  run_oracle "minigzip -d" packed ./minigzip -d
}

build plain
build protected "${with_plugin[@]}"
"${cc[@]}" "$root/test/Lua/siginfo.c" -o "$work/siginfo"
# A window of target sim is two system calls.
if [ "$target" = pku ]; then
  cp "$source/trees.c" "$work/input"
else
  head -c 4000 "$source/trees.c" >"$work/input"
fi
verify_machine_code "$work"/protected/*.o "$work/protected/minigzip"
escape_warnings "$(cat "$source"/*.[ch] | wc -l)"
for folder in plain protected; do
  (run_programs "$folder") >"$work/$folder.out" 2>&1
done
same_output "infcover, example, minigzip"
stray_write deflate
stray_write inflate
if [ "$has_oracle" = yes ]; then
  build unguarded "${with_plugin[@]}" -fplugin-arg-kpkeys-target=pku \
    -fplugin-arg-kpkeys-windows=none \
    -fsave-optimization-record -foptimization-record-passes=kpkeys
  check_oracle
fi
echo "zlib with LLVM $major $level, target $target: all as it must be"
