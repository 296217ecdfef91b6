#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: run.sh LLVM-MAJOR OPTIMISATION-LEVEL        (run.sh 22 -O2)
#
# Builds Debian's zlib and its own tests as they are, and with the streams'
# states in protected memory, and checks that
#   - infcover, example and minigzip give the same bytes and exit codes,
#   - a stray write to a state is stopped, and goes unnoticed in the plain one,
#   - with protection keys: of a third build, without windows, kpkeys-oracle
#     finds each write known to the compiler, or behind a warning,
#   - with KPKEYS_HAND=yes: of a build with guards by hand (zlib-hand.diff) in
#     place of windows, kpkeys-verify finds each switch, which has no record, and
#     nothing else; kpkeys-audit finds each guard that is deleted, and names the
#     functions that need one; with protection keys, the programs run the same.
# See tools/lib/real-program.sh for the environment. $KPKEYS_POLICY is used
# instead of zlib.yaml.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/real-program.sh
source "$here/../../tools/lib/real-program.sh"
# shellcheck source=tools/lib/guards-by-hand.sh
source "$here/../../tools/lib/guards-by-hand.sh"
real_program zlib "$@"
source=$("$here/fetch.sh")

cc=("clang-$major" -g -fdebug-compilation-dir=. "$level" -Wno-deprecated-non-prototype
  -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN -DHAVE_UNISTD_H -DHAVE_STDARG_H)
includes=("-I$root/include" "-I$root/test/Inputs" "-I$here" -I.)
with_plugin=("${includes[@]}" "-fplugin=$plugin"
  "-fplugin-arg-kpkeys-target=$target"
  "-fplugin-arg-kpkeys-policy=${KPKEYS_POLICY:-$here/zlib.yaml}")
programs=(infcover example minigzip)

# build FOLDER FLAG...: zlib and its tests, protected but for `plain`, and with
# guards by hand in `hand`.
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
  [ "$folder" != hand ] || patch -s -d "$work/hand" -p1 <"$here/zlib-hand.diff" ||
    die "zlib-hand.diff does not fit this version of zlib"
  compile_files "$folder" "${cc[@]}" "$@"
  [ "$folder" != hand ] || policy_object hand "struct inflate_state"
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

check_hand() {
  local program guard='scoped: [{ enter: hand_enter, leave: hand_leave, level: zlib }]'
  build hand "${includes[@]}"
  rm "$work/hand/state_memory.c"
  only_switches "$work"/hand/{deflate,inf*,trees,zutil}.o
  audit_policy "$here/zlib.yaml" "$guard"
  compile_commands hand "${cc[@]}" "${includes[@]}"
  audit hand
  echo "kpkeys-audit, guards by hand: $(kinds hand)"
  python3 "$root/tools/linux/delete-guards.py" --tree "$work/hand" --level zlib \
    --policy "$work/audit.yaml" --plugin "$plugin" --audit "$audit" --target pku \
    --summaries "$work/summaries" "$work/hand/compile_commands.json" \
    >"$work/deleted" || die "a deleted guard is not found: see $work/deleted"
  echo "kpkeys-audit, each guard deleted: $(tail -n 1 "$work/deleted")"
  [ "$has_pku" = yes ] || return 0
  for program in infcover example; do
    (cd "$work/plain" && "./$program") >"$work/plain.$program" 2>&1
    (cd "$work/hand" && "${in_pku[@]}" "./$program") >"$work/hand.$program" 2>&1
    diff -a "$work/plain.$program" "$work/hand.$program" ||
      die "guards by hand change what $program does"
  done
  echo "guards by hand: same output"
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
    "${record_remarks[@]}"
  check_oracle
fi
[ "${KPKEYS_HAND:-no}" = no ] || check_hand
echo "zlib with LLVM $major $level, target $target: all as it must be"
