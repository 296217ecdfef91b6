#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Protection keys on a machine without them: boots Debian's kernel in QEMU,
# whose emulated CPU enforces PKU, on the files of this machine, and runs
# programs there.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"

usage() {
  cat <<'END'
usage: tools/pku-guest.sh start
       tools/pku-guest.sh run PROGRAM ARGS...
       tools/pku-guest.sh stop
       tools/pku-guest.sh --help

start   boots the guest (some seconds) and leaves it running
run     runs PROGRAM in the guest, in this folder and with this environment:
        the guest's root is this machine's. Its output is printed when it
        ends; its exit status, or the signal that ended it, is that of this
        command. Standard input is empty. Boots the guest when none runs.
stop    ends the guest

The CPU is emulated (QEMU TCG): expect a tenth of the speed, and timings that
mean nothing. Everything lives in $KPKEYS_PKU_GUEST (default
build/cache/pku-guest). Needs qemu-system-x86, busybox-static, cpio and, the
first time, apt to download Debian's kernel package.
END
}

guest=${KPKEYS_PKU_GUEST:-${KPKEYS_CACHE:-$root/build/cache}/pku-guest}

# The kernel and the modules that mount this machine's files, once.
fetch_kernel() {
  local package
  package=$(apt-cache depends linux-image-amd64 |
    awk '$1 == "Depends:" { print $2; exit }')
  [[ -n $package ]] || die "apt knows no linux-image-amd64 (apt-get update?)"
  rm -rf "$guest/new"
  mkdir -p "$guest/new"
  (cd "$guest/new" && apt-get -q -o "APT::Sandbox::User=$(id -un)" \
    download "$package") || die "cannot download $package (network?)"
  dpkg-deb --fsys-tarfile "$guest/new/$package"_*.deb |
    tar -x -C "$guest/new" --wildcards './boot/vmlinuz-*' \
      '*/drivers/virtio/*.ko' '*/9p*.ko' '*/netfs.ko' '*/fscache.ko'
  rm "$guest/new/$package"_*.deb
  mv "$guest/new" "$guest/kernel"
}

# In the order in which they need each other.
modules=(virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev
  virtio_pci netfs fscache 9pnet 9pnet_virtio 9p)

build_initrd() {
  local tree=$guest/initrd.tree module
  rm -rf "$tree"
  mkdir -p "$tree"/{bin,modules,host}
  cp /bin/busybox "$tree/bin/busybox"
  cp "$root/tools/pku-guest/init" "$tree/init"
  for module in "${modules[@]}"; do
    find "$guest/kernel" -name "$module.ko" -exec cp {} "$tree/modules/" \;
    [[ -f $tree/modules/$module.ko ]] || die "the kernel has no $module.ko"
    echo "$module" >>"$tree/modules/order"
  done
  (cd "$tree" && find . | cpio --quiet -o -H newc) >"$guest/initrd"
}

running() {
  [[ -f $guest/pid ]] && kill -0 "$(<"$guest/pid")" 2>/dev/null
}

start() {
  running && return
  command -v qemu-system-x86_64 >/dev/null || die "qemu-system-x86_64 is not installed"
  [[ -x /bin/busybox ]] || die "busybox-static is not installed"
  [[ -d $guest/kernel ]] || fetch_kernel
  build_initrd
  rm -rf "$guest/jobs" "$guest/ready"
  mkdir -p "$guest/jobs"
  qemu-system-x86_64 -accel tcg,thread=multi -cpu max,la57=off -smp 2 -m 2G \
    -display none -no-reboot -serial "file:$guest/log" \
    -kernel "$guest"/kernel/boot/vmlinuz-* -initrd "$guest/initrd" \
    -append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check kpkeys_root=$root kpkeys_guest=$guest" \
    -virtfs local,path=/,mount_tag=host,security_model=none,multidevs=remap \
    -virtfs local,path=/usr,mount_tag=usr,security_model=none,multidevs=remap,readonly=on \
    -daemonize -pidfile "$guest/pid" 9>&- >"$guest/qemu.log" 2>&1 ||
    die "QEMU does not start: $(<"$guest/qemu.log")"
  local tries=0
  until [[ -f $guest/ready ]]; do
    if ! running || ((++tries > 1800)); then
      cat "$guest/log" >&2
      stop
      die "the guest does not come up"
    fi
    sleep 0.1
  done
}

stop() {
  ! running || kill "$(<"$guest/pid")"
  rm -f "$guest/pid"
}

run() {
  local job status errors
  job=$(mktemp -d "$guest/jobs/XXXXXXXX")
  errors=$job/stderr
  # Lines to one file stay in order.
  [[ ! /dev/stdout -ef /dev/stderr ]] || errors=$job/stdout
  {
    export -p
    printf 'cd %q && exec' "$PWD"
    printf ' %q' "$@"
    printf ' <%q >>%q 2>>%q\n' /dev/null "$job/stdout" "$errors"
  } >"$job/command"
  touch "$job/stdout" "$job/stderr" "$job/submitted"
  until [[ -s $job/status ]]; do
    running || die "the guest ended (see $guest/log)"
    sleep 0.02
  done
  status=$(<"$job/status")
  cat "$job/stdout"
  cat "$job/stderr" >&2
  rm -rf "$job"
  if ((status > 128)); then
    ulimit -c 0
    kill -"$((status - 128))" $$
  fi
  exit "$status"
}

case ${1:-} in
--help | -h) usage ;;
start | stop)
  [[ $# == 1 ]] || die "$1 takes no arguments; see --help"
  mkdir -p "$guest"
  guest=$(cd "$guest" && pwd)
  (
    flock 9
    "$1"
  ) 9>"$guest.lock"
  ;;
run)
  shift
  [[ $# -gt 0 ]] || die "run which program? see --help"
  mkdir -p "$guest"
  guest=$(cd "$guest" && pwd)
  (
    flock 9
    start
  ) 9>"$guest.lock"
  run "$@"
  ;;
*) die "what to do? see --help" ;;
esac
