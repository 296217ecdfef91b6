#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Boots a kernel with an initramfs of init/build.sh in QEMU and judges what it
# says.
set -euo pipefail
die() { echo "boot.sh: error: $*" >&2; exit 1; }

usage() {
  cat <<'END2'
usage: tools/linux/boot.sh [OPTION...] KERNEL INITRAMFS

KERNEL is vmlinux or bzImage (x86), or Image (arm64). The CPU is emulated
(TCG, -cpu max) and enforces protection keys on x86; Debian's QEMU 7.2 has no
POE for arm64.

  --arch x86|arm64   (default: x86)
  --smp N            CPUs (default: 1)
  --memory SIZE      (default: 1G)
  --timeout SECONDS  (default: 120)
  --run LIST         what init runs: NAMES, separated by commas, arguments by +
                     (default: workload)
  --append TEXT      more for the kernel's command line; may be repeated
  --expect LINE      a line that must be there; may be repeated. "init: all ok"
                     and all CPUs are always expected.
  --refuse REGEX     a line that must not be there; may be repeated
  --faults           reports of blocked writes are wanted: only complaints of
                     another kind count
  --plugin SPEC      QEMU plugin: FILE.so[,ARGUMENT=VALUE...]
  --log FILE         where the console goes (default: a temporary file that is
                     kept when something is wrong)
  --verbose          print the console as well

Exit status: 0 if the guest came to its end, said all that is expected and
nothing that looks like a bug, 1 otherwise.
END2
}

arch=x86 smp=1 memory=1G limit=120 run=workload append=() expect=() refuse=()
faults=0 plugin=() log="" verbose=0
while [[ ${1:-} == --* ]]; do
  case $1 in
  --help) usage; exit ;;
  --faults) faults=1 ;;
  --verbose) verbose=1 ;;
  --arch | --smp | --memory | --timeout | --run | --append | --expect | \
    --refuse | --plugin | --log)
    [[ $# -ge 2 ]] || die "$1 wants a value; see --help"
    case $1 in
    --arch) arch=$2 ;;
    --smp) smp=$2 ;;
    --memory) memory=$2 ;;
    --timeout) limit=$2 ;;
    --run) run=$2 ;;
    --append) append+=("$2") ;;
    --expect) expect+=("$2") ;;
    --refuse) refuse+=("$2") ;;
    --plugin) plugin=(-plugin "$2" -d plugin) ;;
    --log) log=$2 ;;
    esac
    shift
    ;;
  *) die "unknown option $1; see --help" ;;
  esac
  shift
done
[[ $# == 2 ]] || { usage >&2; exit 2; }
kernel=$1 initramfs=$2
[[ -r $kernel && -r $initramfs ]] || die "cannot read $kernel or $initramfs"
[[ -n $log ]] || log=$(mktemp)

case $arch in
x86) qemu=qemu-system-x86_64 machine=q35 console=ttyS0 ;;
arm64) qemu=qemu-system-aarch64 machine=virt console=ttyAMA0 ;;
*) die "unknown architecture '$arch': x86 or arm64" ;;
esac
command -v "$qemu" >/dev/null || die "$qemu is not installed"

status=0
timeout "$limit" "$qemu" -accel tcg,thread=multi -M "$machine" -cpu max \
  -smp "$smp" -m "$memory" -nodefaults -display none -no-reboot \
  -serial "file:$log" -kernel "$kernel" -initrd "$initramfs" \
  "${plugin[@]}" -append "console=$console panic=-1 no_timer_check \
rcupdate.rcu_cpu_stall_timeout=100 RUN=$run ${append[*]}" </dev/null || status=$?

wrong=()
case $status in
0) ;;
124) wrong+=("not ended after $limit s") ;;
*) wrong+=("QEMU ended with $status") ;;
esac
# Lines as they were meant: without time stamps and carriage returns.
said() { tr -d '\r' <"$log" | sed -E 's/^\[ *[0-9]+\.[0-9]+\] ?//'; }
((smp == 1)) || expect+=("smp: Brought up 1 node, $smp CPUs")
for line in "init: all ok" "${expect[@]}"; do
  grep -qxF -- "$line" <(said) || wrong+=("it did not say: $line")
done
bad='^(BUG: |WARNING: |INFO: .* (stall|blocked|detected)|=+\[|Kernel panic|general protection|kernel BUG|------------\[ cut here)|possible recursive locking|sleeping function called|double fault'
((faults)) || bad="$bad"'|^kpkeys: (write to|read to|refused) |Oops|protection keys violation|unable to handle'
((!faults)) || bad=$(sed -E 's/\^\(BUG: /^(BUG: (KASAN|KCSAN|spin|sched|Bad|non-zero|soft|workqueue)/' <<<"$bad")
for regex in "$bad" "${refuse[@]}"; do
  if grep -qE -- "$regex" <(said); then
    wrong+=("it said: $(grep -m 1 -E -- "$regex" <(said))")
  fi
done
((!verbose)) || said
if ((${#wrong[@]})); then
  printf 'boot.sh: %s\n' "${wrong[@]}" "see $log" >&2
  exit 1
fi
