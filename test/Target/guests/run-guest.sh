#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Builds one guest around the code under test, runs it and compares how it
# ended with what the test expects. Prints each command and the guest's output,
# so that a failure can be repeated by hand.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: run-guest.sh OPTIONS
  --machine=x86-pks|aarch64-el1|aarch64-user
  --code=plugin            the code under test is compiled with the plugin
         plain             without it: every function must fault
         hand[:FAULT]      windows by hand (hand.c), with FAULT in them:
                           NO_ENTER NO_LEAVE NO_CLOSE OTHER_KEY NO_ISB
                           LOST READ ESCAPE
  --expect=pass            all checks of the guest pass
           fail            some check fails (not: it crashes or hangs)
  --out=DIR                for objects and the guest
  --clang=CLANG            builds all but the code under test
  --kpkeys='CLANG -fplugin=...'  with --code=plugin
  --include=DIR            where kpkeys.h is
  --flags='-O2 ...'        for the code under test (default: -O2)
  --enforcement=on|off     off: the machine ignores the key (default: on)
  --interrupts=on[:FAULT]  interrupt the code under test at each instruction;
                           with FAULT in the entry code: NO_SWITCH NO_RESTORE
exit status: 0 as expected, 1 not as expected, 2 bad usage
EOF
}

die_usage() {
  echo "run-guest.sh: $1" >&2
  usage >&2
  exit 2
}

machine='' code='' expect='' out='' clang='' kpkeys='' include=''
flags=-O2 enforcement=on interrupts=off

parse() {
  for argument in "$@"; do
    case $argument in
    --machine=* | --code=* | --expect=* | --out=* | --clang=* | --kpkeys=* | \
      --include=* | --flags=* | --enforcement=* | --interrupts=*)
      local name=${argument%%=*}
      printf -v "${name#--}" %s "${argument#*=}"
      ;;
    --help) usage && exit 0 ;;
    *) die_usage "unknown option '$argument'" ;;
    esac
  done
  for name in machine code expect out clang include; do
    [[ -n ${!name} ]] || die_usage "--$name is missing"
  done
  [[ $expect == pass || $expect == fail ]] || die_usage "bad --expect '$expect'"
  [[ $enforcement == on || $enforcement == off ]] ||
    die_usage "bad --enforcement '$enforcement'"
  [[ $code != plugin || -n $kpkeys ]] || die_usage "--kpkeys is missing"
}

# What each machine needs: compiler flags, the plugin's target, its own
# sources, how it is linked, and how its exit status reads.
machine_facts() {
  bare="-ffreestanding -fno-pic -fno-stack-protector -mgeneral-regs-only"
  link=bare passed=0 failed=1
  case $machine in
  x86-pks)
    target=pks
    machine_flags="--target=x86_64-unknown-none-elf $bare -mno-red-zone"
    sources="boot.S guest.c ../freestanding.c"
    entry=x86-pks.S
    passed=33 failed=35
    ;;
  aarch64-el1)
    target=poe-el1
    machine_flags="--target=aarch64-none-elf $bare -mstrict-align"
    sources="boot.S guest.c ../freestanding.c"
    entry=aarch64-poe.S
    ;;
  aarch64-user)
    target=poe-el0
    machine_flags="--target=aarch64-linux-gnu -DGUEST_EL0"
    sources="guest.c poe_shim.c"
    link=hosted
    ;;
  *) die_usage "unknown machine '$machine'" ;;
  esac
}

show() {
  echo "+ $*"
  "$@"
}

# compile COMPILER SOURCE NAME FLAGS...
compile() {
  local compiler=$1 source=$2 object=$out/$3.o
  shift 3
  # The compiler and the flags are lists of words.
  # shellcheck disable=SC2086
  show $compiler -std=gnu23 $machine_flags -Wall -Wextra -Werror \
    "-I$include" "-I$here" "$@" -c "$source" -o "$object"
  objects+=("$object")
}

# shellcheck disable=SC2086
compile_tested() {
  local protected=$here/protected.c
  case $code in
  plugin)
    # The list helpers store protected pointers, of which the plugin warns.
    compile "$kpkeys" "$protected" tested "-fplugin-arg-kpkeys-target=$target" \
      -Wno-error -DGUEST_PREFIX=tested_ $flags
    ;;
  plain)
    compile "$clang" "$protected" tested -DGUEST_PREFIX=tested_ $flags
    ;;
  hand | hand:*)
    local fault=''
    [[ $code == hand ]] || fault=-DHAND_${code#hand:}
    compile "$clang" "$protected" body -DGUEST_PREFIX=body_ \
      -Dguest_call_out=hand_call_out $flags
    compile "$clang" "$here/hand.c" tested -O2 $fault
    ;;
  *) die_usage "bad --code '$code'" ;;
  esac
}

# Sets `defines`, in build().
compile_interrupts() {
  local fault=()
  case $interrupts in
  off) return ;;
  on) ;;
  on:*) fault=(-DINTERRUPTS_"${interrupts#on:}") ;;
  *) die_usage "bad --interrupts '$interrupts'" ;;
  esac
  [[ $link == bare ]] || die_usage "--interrupts is for bare machines"
  defines+=(-DGUEST_INTERRUPTS)
  compile "$clang" "$here/interrupts.c" interrupts -O2
  compile "$clang" "$here/../../../examples/interrupts/$entry" entry \
    "${fault[@]}"
}

build() {
  local defines=()
  [[ $code != plain ]] || defines+=(-DGUEST_EXPECT_FAULTS)
  [[ $enforcement == on ]] || defines+=(-DNEGATIVE)
  objects=()
  compile_interrupts
  compile_tested
  compile "$clang" "$here/protected.c" plain -DGUEST_PREFIX=plain_ -O2
  compile "$clang" "$here/suite.c" suite -O2 "${defines[@]}"
  for source in $sources; do
    local name=${source##*/}
    compile "$clang" "$here/$machine/$source" "${name%.*}-$machine" -O2 \
      "${defines[@]}"
  done
  if [[ $link == bare ]]; then
    show "$("$clang" -print-prog-name=ld.lld)" -T "$here/$machine/link.ld" \
      "${objects[@]}" -o "$out/guest"
  else
    # shellcheck disable=SC2086
    show "$clang" $machine_flags -fuse-ld=lld -static "${objects[@]}" \
      -o "$out/guest"
  fi
}

run() {
  local common="-m 64M -nodefaults -no-user-config -display none -no-reboot
    -serial stdio"
  # shellcheck disable=SC2086
  case $machine in
  x86-pks)
    show timeout 60 qemu-system-x86_64 -M pc,accel=tcg -cpu max $common \
      -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$out/guest"
    ;;
  aarch64-el1)
    show timeout 60 qemu-system-aarch64 -M virt -cpu max $common \
      -semihosting -kernel "$out/guest"
    ;;
  aarch64-user)
    show timeout 60 qemu-aarch64 "$out/guest"
    ;;
  esac
}

here=$(cd "$(dirname "$0")" && pwd)
parse "$@"
machine_facts
mkdir -p "$out"
build
status=0
run </dev/null | tee "$out/output" || status=$?
case $status in
"$passed") ended=pass ;;
"$failed") ended=fail ;;
124) ended="time limit" ;;
*) ended="crash or refusal" ;;
esac
echo "guest: $ended (exit status $status), expected: $expect"
[[ $ended != "$expect" ]] || exit 0
# Standard output may be in a pipe that keeps it from the reader.
grep '^FAIL' "$out/output" >&2 || true
exit 1
