#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: run.sh LLVM-MAJOR OPTIMISATION-LEVEL        (run.sh 22 -O2)
#
# Builds Debian's Lua 5.4 twice, as it is and with its interpreter state in
# protected memory, and checks that
#   - kpkeys-verify finds nothing in the protected build,
#   - every script in scripts/ gives the same bytes and exit code in both,
#   - files of Lua that never see the state compile to the same object,
#   - a C module that writes the state dies in the protected build, by the
#     key's own fault, and goes unnoticed in the plain one,
#   - with protection keys: of a third build, without windows, kpkeys-oracle
#     finds each write known to the compiler, or behind a warning,
#   - with KPKEYS_HAND=yes: of a build with guards by hand in place of windows, in
#     Lua's own lock macros, kpkeys-verify finds each switch, which has no record,
#     and nothing else; kpkeys-audit names the functions that write without the
#     lock, which lua-hand.diff mends; with protection keys, it runs the same.
# See tools/lib/real-program.sh for the environment. $KPKEYS_POLICY is used
# instead of lua.yaml.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tools/lib/real-program.sh
source "$here/../../tools/lib/real-program.sh"
# shellcheck source=tools/lib/guards-by-hand.sh
source "$here/../../tools/lib/guards-by-hand.sh"
real_program lua "$@"
source=$("$here/fetch.sh")
mkdir -p "$work"/{plain,protected,unguarded,modules,out}

cc=(clang-"$major" -std=gnu99 -g -fdebug-compilation-dir=. "$level" -DLUA_USE_LINUX -DLUA_COMPAT_5_3
  # The same hash seed in both builds, or pairs() orders keys at random.
  '-Dluai_makeseed(L)=((void)(L),0x5eedu)')
with_plugin=("-fplugin=$plugin" "-fplugin-arg-kpkeys-target=$target"
  "-fplugin-arg-kpkeys-policy=${KPKEYS_POLICY:-$here/lua.yaml}")
includes=("-I$root/include" "-I$here")

# compile FOLDER FLAG...: every C file of Lua in FOLDER but luac's. What the
# compiler says is in FOLDER.log.
compile() {
  local folder=$1
  shift
  (cd "$work/$folder" &&
    printf '%s\n' l*.c | grep -vx luac.c |
      xargs -P 2 -I FILE "${cc[@]}" "$@" -c FILE) >"$work/$folder.log" 2>&1 || {
    tail -n 20 "$work/$folder.log" >&2
    die "Lua does not compile ($folder): see $work/$folder.log"
  }
}

# link FOLDER FILE...
link() {
  local folder=$1
  shift
  (cd "$work/$folder" && "${cc[@]}" -Wl,-E -o lua ./l*.o "$@" -lm -ldl) ||
    die "Lua does not link ($folder)"
}

build_both() {
  cp "$source"/*.[ch] "$work/plain"
  cp "$source"/*.[ch] "$work/protected"
  patch -s -d "$work/protected" -p1 <"$here/lua-kpkeys.diff" ||
    die "lua-kpkeys.diff does not fit this version of Lua"
  compile plain
  compile protected "${includes[@]}" "${with_plugin[@]}"
  link plain
  "${cc[@]}" "${includes[@]}" "-I$work/plain" -c "$here/state_memory.c" \
    -o "$work/protected/state_memory.o"
  link protected state_memory.o "$runtime" -lpthread
  "${cc[@]}" "-I$work/plain" -fPIC -shared "$here/scribble.c" \
    -o "$work/modules/scribble.so"
  "${cc[@]}" "$here/siginfo.c" -o "$work/siginfo"
}

# The libraries see only lua.h: no protected type, so no byte may change. (Not
# lmathlib: its random seed is made of the state's address, so its object
# carries the policy's record. lauxlib has the allocator.)
check_same_objects() {
  local file
  for file in lbaselib lcorolib ldblib linit liolib loadlib loslib lstrlib \
    ltablib lutf8lib; do
    cmp "$work/plain/$file.o" "$work/protected/$file.o" ||
      die "$file.c has no protected data, but the plugin changed its object"
  done
}

# run_script FOLDER SCRIPT: its output and exit code.
run_script() {
  local status=0
  (cd "$here/scripts" && ulimit -c 0 && exec -a lua "$work/$1/lua" "$2") \
    </dev/null 2>&1 || status=$?
  echo "exit code $status"
}

# missed_writes SCRIPT: the protected build's writes outside a window, as
# kpkeys-oracle reports them.
missed_writes() {
  [ "$target" = pku ] || return 0
  (cd "$here/scripts" &&
    "$oracle" --output "$work/out/missed" -- "$work/protected/lua" "$1") \
    </dev/null >/dev/null 2>&1 || true
  cat "$work/out/missed"
}

compare_scripts() {
  local script name failed=0 ran=0
  for script in "$here"/scripts/*.lua; do
    name=$(basename "$script" .lua)
    # A window of target sim is two system calls: the short scripts only.
    case $target:$name in
    pku:* | *:errors | *:format | *:metatables | *:load-dump | *:utf8) ;;
    *) continue ;;
    esac
    run_script plain "$name.lua" >"$work/out/$name.plain"
    run_script protected "$name.lua" >"$work/out/$name.protected"
    if ! diff -a "$work/out/$name.plain" "$work/out/$name.protected" \
      >"$work/out/$name.diff"; then
      echo "FAIL: $name.lua"
      head -n 20 "$work/out/$name.diff"
      missed_writes "$name.lua"
      failed=$((failed + 1))
    fi
    ran=$((ran + 1))
  done
  [ "$failed" = 0 ] || die "$failed of $ran scripts differ"
  [ "$target" != pku ] || [ "$ran" -ge 12 ] || die "only $ran scripts found"
  echo "$ran scripts: same output in both builds"
}

# scribble FOLDER WHAT: how Lua ends when the module writes WHAT.
scribble() {
  (cd "$here" && ulimit -c 0 && LUA_CPATH="$work/modules/?.so" \
    "$work/siginfo" "$work/$1/lua" attack.lua "$2") 2>&1
}

check_scribbles() {
  local what output
  for what in global_state thread coroutine; do
    output=$(scribble plain $what)
    [ "$output" = $'before '$what$'\nsurvived\nexit 0' ] ||
      die "the plain build must survive a write to $what, but: $output"
    output=$(scribble protected $what)
    case $output in
    "before $what"$'\n'"$expected"*) echo "write to $what: ${output##*$'\n'}" ;;
    *) die "a write to $what must end with $expected, but: $output" ;;
    esac
  done
}

# Key-register writes of the state's windows, and the plugin's warnings.
print_numbers() {
  local switches
  [ "$target" = pku ] || return 0
  switches=$(cd "$work/protected" &&
    "llvm-objdump-$major" -d --no-show-raw-insn l*.o | grep -c wrpkru)
  echo "$((switches / 2)) windows in Lua's objects," \
    "$(grep -c 'warning: kpkeys' "$work/protected.log") escape warnings"
}

# The same with windows=none: each write faults, and is let through.
check_oracle() {
  local script
  [ "$has_oracle" = yes ] || return 0
  cp "$source"/*.[ch] "$work/unguarded"
  patch -s -d "$work/unguarded" -p1 <"$here/lua-kpkeys.diff"
  compile unguarded "${includes[@]}" "${with_plugin[@]}" \
    -fplugin-arg-kpkeys-target=pku -fplugin-arg-kpkeys-windows=none \
    "${record_remarks[@]}"
  link unguarded "$work/protected/state_memory.o" "$runtime" -lpthread
  cd "$here/scripts"
  for script in errors format metatables load-dump utf8 closures; do
    run_oracle "$script.lua" /dev/null "$work/unguarded/lua" "$script.lua"
  done
}

# unguarded FOLDER: how many writes the audit finds in it, but by calls through
# pointers: a hook could be each function that Lua's core calls protected.
unguarded() {
  audit "$1" --without=escape
  awk '/^[^ ]/ { count += open; open = /\[unguarded\]$/ }
    / through a pointer, / { open = 0 }
    END { print count + open }' "$work/$1.audit"
}

check_hand() {
  local folder name locks=("${includes[@]}" "-I$root/test/Inputs" -include guard_by_hand.h
    '-Dlua_lock(L)=hand_open()' '-Dlua_unlock(L)=hand_close()')
  audit_policy "$here/lua.yaml" 'enter: [{ function: hand_open, level: lua }]' \
    'leave: [{ function: hand_close }]'
  for folder in locked hand; do
    mkdir "$work/$folder"
    cp "$source"/*.[ch] "$work/$folder"
    rm "$work/$folder/luac.c"
    patch -s -d "$work/$folder" -p1 <"$here/lua-kpkeys.diff"
    [ "$folder" = locked ] || patch -s -d "$work/$folder" -p1 <"$here/lua-hand.diff"
    compile_commands "$folder" "${cc[@]}" "${locks[@]}"
  done
  echo "kpkeys-audit: $(unguarded locked) writes without Lua's lock," \
    "$(unguarded hand) with lua-hand.diff"
  compile hand "${locks[@]}"
  only_switches "$work"/hand/l*.o
  [ "$has_pku" = yes ] || return 0
  policy_object hand "struct CallInfo"
  link hand policy.o "$work/protected/state_memory.o" "$runtime" -lpthread
  cd "$here/scripts"
  for name in errors format metatables load-dump utf8 closures; do
    # shellcheck disable=SC2016
    "${in_pku[@]}" bash -c 'exec -a lua "$@" 2>&1' bash "$work/hand/lua" "$name.lua" \
      >"$work/out/$name.hand" || true
    run_script plain "$name.lua" | grep -v '^exit code ' |
      diff -a - "$work/out/$name.hand" || die "$name.lua: guards by hand change what it does"
  done
  echo "guards by hand: same output"
}

build_both
print_numbers
verify_machine_code "$work"/protected/*.o "$work/protected/lua"
check_same_objects
compare_scripts
check_scribbles
check_oracle
[ "${KPKEYS_HAND:-no}" = no ] || check_hand
echo "Lua with LLVM $major $level, target $target: all as it must be"
