# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash disable=SC2034
# Sourced by the run.sh of real programs, which set `here` to their folder and
# take two arguments, LLVM-MAJOR OPTIMISATION-LEVEL, that they pass on:
#   real_program NAME "$@"
# sets root, major, level, plugin, runtime, oracle, verify, audit, target, expected
# (how a stray write ends), work, an empty folder, has_pku and in_pku, a command in
# front of one that needs protection keys, has_oracle, and record_remarks, which
# let the compiler write what the oracle reads. Uses the plugin and
# runtime of build/llvm-MAJOR (or $KPKEYS_BUILD), and $KPKEYS_TARGET or pku, or
# sim where the CPU has no protection keys. There KPKEYS_EMULATE=pku runs the
# oracle's part in the guest of tools/pku-guest.sh, for the first 1000 faults, and
# guards by hand.
# KPKEYS_ORACLE=no leaves that part out: it is a build and runs of its own.

die() { echo "run.sh: error: $*" >&2; exit 1; }

real_program() {
  local build needed
  [ $# = 3 ] || {
    echo "usage: run.sh LLVM-MAJOR OPTIMISATION-LEVEL" >&2
    exit 2
  }
  major=$2 level=$3
  # shellcheck disable=SC2154
  root=$(cd "$here/../.." && pwd)
  build=${KPKEYS_BUILD:-$root/build/llvm-$major}
  plugin=$build/lib/KpkeysClang-$major.so
  runtime=$build/lib/libkpkeys_rt.a
  oracle=$build/bin/kpkeys-oracle
  verify=$build/bin/kpkeys-verify
  audit=$build/bin/kpkeys-audit
  for needed in "$plugin" "$runtime" "$verify" "$audit"; do
    [ -e "$needed" ] || die "no $needed: build preset llvm-$major first"
  done
  target=${KPKEYS_TARGET:-pku} expected="segv SEGV_PKUERR"
  if [ "$target" = pku ] && ! grep -qw ospke /proc/cpuinfo; then
    echo "note: this CPU (or kernel) has no protection keys: target sim instead"
    target=sim
  fi
  [ "$target" = pku ] || expected="segv SEGV_ACCERR"
  has_pku=no in_pku=() oracle_command=("$oracle")
  if [ "$target" = pku ]; then
    has_pku=yes
  elif [ "${KPKEYS_EMULATE:-}" = pku ]; then
    has_pku=yes in_pku=("$root/tools/pku-guest.sh" run)
    oracle_command=("${in_pku[@]}" "$oracle" --max-faults 1000)
  fi
  # A bitstream is read faster, but clang 19 dies of writing it.
  record_remarks=(-fsave-optimization-record -foptimization-record-passes=kpkeys)
  [ "$major" = 19 ] || record_remarks[0]+="=bitstream"
  has_oracle=$has_pku
  [ "${KPKEYS_ORACLE:-yes}" = yes ] || has_oracle=no
  [ "$has_oracle" = yes ] || echo "oracle: not run"
  work=${KPKEYS_CACHE:-$root/build/cache}/$1/llvm-$major$level-$target
  rm -rf "$work"
  mkdir -p "$work"
  work=$(cd "$work" && pwd)
}

# verify_machine_code FILE...: kpkeys-verify finds nothing in them.
verify_machine_code() {
  "$verify" "$@" >"$work/verify.log" || {
    head -n 20 "$work/verify.log" >&2
    die "kpkeys-verify has findings: see $work/verify.log"
  }
  echo "kpkeys-verify: $(tail -n 1 "$work/verify.log")"
}

# compile_files FOLDER COMPILER... : each C file in $work/FOLDER; what the
# compiler says is in $work/FOLDER.log.
compile_files() {
  local folder=$1
  shift
  (cd "$work/$folder" &&
    printf '%s\n' ./*.c | xargs -P 2 -I '{}' "$@" -c '{}') \
    >"$work/$folder.log" 2>&1 || {
    tail -n 20 "$work/$folder.log" >&2
    die "does not compile ($folder): see $work/$folder.log"
  }
}

# same_output NAME: $work/plain.out and $work/protected.out are equal.
same_output() {
  diff -a "$work/plain.out" "$work/protected.out" >"$work/out.diff" || {
    head -n 20 "$work/out.diff"
    die "$1: the builds differ; see $work/out.diff"
  }
  echo "$1: same output in both builds"
}

# stray_write FOLDER WHAT: a program `scribble` writes to the state WHAT from
# a file made without the plugin. In the plain build nobody notices.
stray_write() {
  local output
  output=$("$work/siginfo" "$work/plain/scribble" "$1" 2>&1) || true
  [ "$output" = $'before '"$1"$'\nsurvived\nexit 0' ] ||
    die "the plain build must survive a write to $1, but: $output"
  output=$("$work/siginfo" "$work/protected/scribble" "$1" 2>&1) || true
  case $output in
  "before $1"$'\n'"$expected"*) echo "write to $1: ${output##*$'\n'}" ;;
  *) die "a write to $1 must end with $expected, but: $output" ;;
  esac
}

# escape_warnings LINES: in the protected build, for a program of so many lines.
escape_warnings() {
  local count
  count=$(grep -c 'warning: kpkeys' "$work/protected.log") || true
  echo "$count escape warnings in $1 lines"
}

# run_oracle WHAT INPUT COMMAND...: what of the writes of `unguarded` (windows=none)
# the compiler knew. Ends the script when a write was missed and no warning
# says so, and when the program never writes protected data.
run_oracle() {
  local what=$1 input=$2 status=0
  shift 2
  # The guest has no standard input.
  # shellcheck disable=SC2016
  "${oracle_command[@]}" --remarks "$work/unguarded" \
    --output "$work/oracle.out" -- \
    bash -c 'exec "${@:2}" <"$1"' bash "$input" "$@" \
    >"$work/oracle.log" 2>&1 || status=$?
  [ "$status" = 0 ] || {
    cat "$work/oracle.out" "$work/oracle.log" >&2
    die "the oracle on $what: status $status"
  }
  echo "oracle, $what: $(sed -n 's/^faults: //p' "$work/oracle.out")," \
    "$(grep -a '^recall' "$work/oracle.out")"
}
