#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Linux 6.12 with credentials and page tables protected: built, booted,
# attacked, counted and checked, from packages.
# shellcheck disable=SC2154,SC2317 # set by what is sourced; called by name
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=tools/lib/packages.sh
. "$root/tools/lib/packages.sh"
# shellcheck source=tools/lib/linux-source.sh
. "$root/tools/lib/linux-source.sh"
here=$root/tools/linux
# shellcheck source=tools/linux/variants.sh
. "$here/variants.sh"
work=${KPKEYS_CACHE:-$root/build/cache}/linux-test

steps=(packages plugin source cost modules boot soft attack complete verify
  variants count debug arm64 audit)
usage() {
  cat <<END2
usage: bash tools/linux/test.sh [OPTION...]

Unpacks Debian's $linux_package, applies tools/linux/patches, builds kernels
with the plugin, boots them in QEMU, and says at the end what held. Steps:

  packages  installs what tools/packages.txt lists
  plugin    builds plugin and tools
  source    unpacks and patches the kernel
  cost      compiles each file with and without plugin: time, objects that must
            not change; text size of both kernels
  modules   out-of-tree modules, and the guest's files
  boot      workload and stress-ng, with one CPU and with two
  soft      the same workload with stray writes logged: none
  attack    every attack succeeds without protection, and is blocked with it
  complete  every writer that runs is in a window of the build
  verify    kpkeys-verify on the kernel and its modules
  variants  relaxed and per-access windows, scopes for batches, guards by hand
  count     executed switches of these against guards by hand
  debug     lockdep, full preemption, debug options, isolated page tables: the
            workload with two CPUs
  arm64     builds for arm64, verifies and boots
  audit     each guard by hand, deleted, is found

  --only STEP      only this step; may be repeated. Uses what earlier runs left
  --skip STEP      not this step; may be repeated
  --from STEP      this one and those after it
  --tree FOLDER    a patched kernel tree to use (default: made by step source)
  --plugin FOLDER  a build of this project to use (default: made by plugin)
  --work FOLDER    where everything goes (default: $work)
  --help

Takes about an hour on two CPUs, and 8 GB of disk. Ends with 0 if every step that
ran did.
END2
}

wanted=() skipped=() from="" tree="" tools=""
while (($#)); do
  case $1 in
  --help | -h) usage; exit ;;
  --only | --skip | --from | --tree | --plugin | --work)
    (($# >= 2)) || die "$1 wants a value; see --help"
    case $1 in
    --only) wanted+=("$2") ;;
    --skip) skipped+=("$2") ;;
    --from) from=$2 ;;
    --tree) tree=$(realpath "$2") ;;
    --plugin) tools=$(realpath "$2") ;;
    --work) work=$(realpath -m "$2") ;;
    esac
    shift
    ;;
  *) die "unknown option $1; see --help" ;;
  esac
  shift
done
for name in "${wanted[@]}" "${skipped[@]}" ${from:+"$from"}; do
  [[ " ${steps[*]} " == *" $name "* ]] || die "no step '$name'; see --help"
done

mkdir -p "$work"
[[ -n $tree ]] || tree=$work/linux
[[ -n $tools ]] || tools=$root/build/llvm-$newest
plugin=$tools/lib/KpkeysClang-$newest.so
policy=$here/kernel.yaml
builds=$work/builds
logs=$work/logs
mkdir -p "$builds" "$logs"

use_large_pages

# For steps: a line of the summary.
note() { echo "$*" | tee -a "$work/notes"; }

kernel_make() { # VARIANT ARGUMENTS...
  local variant=$1
  shift
  make -C "$tree" "O=$builds/$variant" "LLVM=-$newest" "-j$jobs" "$@"
}

config() { # VARIANT OPTIONS of scripts/config...
  local variant=$1
  shift
  "$tree/scripts/config" --file "$builds/$variant/.config" "$@"
}

# need STEP FILE...: what an earlier step makes.
need() {
  local step=$1 file
  shift
  for file; do
    [[ -e $file ]] || die "there is no $file: step $step makes it"
  done
}

step_packages() {
  install_packages build test real
}

step_plugin() {
  (cd "$root" && cmake --preset "llvm-$newest" &&
    cmake --build --preset "llvm-$newest" -j "$jobs" --target \
      "KpkeysClang-$newest" kpkeys-report kpkeys-verify kpkeys-audit)
}

step_source() {
  local source patch
  [[ $tree == "$work/linux" ]] || { echo "using $tree"; return; }
  source=$(linux_source "$work")
  rm -rf "$tree"
  cp -a "$source" "$tree"
  for patch in "$here"/patches/*.patch; do
    [[ -e $patch ]] || die "no patches in $here/patches"
    patch -d "$tree" -p1 -s --no-backup-if-mismatch <"$patch" || die "$patch does not apply"
  done
}

# The kernel 'with' is compiled in this step, each file twice; 'without' is made of
# it. Both have the run-time part.
step_cost() {
  local base=$work/x86.config ratio
  rm -rf "$builds/with" "$builds/without"
  mkdir -p "$builds/with"
  kernel_make with "KCONFIG_ALLCONFIG=$here/x86.config" allnoconfig
  cp "$builds/with/.config" "$base"
  OUT=$builds LLVM=-$newest bash "$here/build-cost.sh" \
    "$tree" "$base" "$plugin" "$policy" | tee "$work/cost.txt"
  variant_of with without 's/ -fplugin[^ ]*//g; s/ -frandom-seed=kpkeys-[^ ]*//g' \
    -d KPKEYS_PLUGIN -e KPKEYS_NO_WINDOWS
  while read -r line; do note "$line"; done <"$work/cost.txt"
  note "$(text_sizes)"
  ratio=$(sed -n 's/^user time.* ratio \([0-9.]*\)$/\1/p' "$work/cost.txt")
  # The machine may do other things: no reason to fail.
  awk -v r="$ratio" 'BEGIN { exit !(r <= 1.03) }' ||
    note "user time: more than the 1.03 aimed at"
}

# Of vmlinux.o: the linker script rounds the text of vmlinux up.
text_sizes() {
  local variant sizes=()
  for variant in with without; do
    sizes+=("$("llvm-size-$newest" -A "$builds/$variant/vmlinux.o" |
      awk '$1 ~ /(^|\.)text(\.|$)/ { n += $2 } END { print n }')")
  done
  awk -v a="${sizes[0]}" -v b="${sizes[1]}" 'BEGIN {
    printf "text of vmlinux.o: with %d bytes, without %d, ratio %.4f\n", a, b, a / b }'
}

# modules_of VARIANT: those of tools/linux/attack.
modules_of() {
  local variant=$1 out=$builds/$1.modules
  mkdir -p "$out"
  cp "$here"/attack/Kbuild "$here"/attack/*.h "$here"/attack/{module,contexts,kpkeys_demo}.c "$out/"
  kernel_make "$variant" "M=$out" modules
  bash "$here/init/build.sh" "$builds/$variant.cpio.gz" "$out"/*.ko
}

step_modules() {
  need cost "$builds/with/vmlinux"
  kernel_make with modules
  modules_of with
}

# Runs a command beside those that were begun before, one for each CPU. The first
# that fails ends the step. ends_beside waits for all.
begun=()
beside() {
  ((${#begun[@]} < $(nproc))) || first_ends
  "$@" &
  begun+=($!)
}
first_ends() {
  wait "${begun[0]}" || { wait; exit 1; }
  begun=("${begun[@]:1}")
}
ends_beside() {
  while ((${#begun[@]})); do first_ends; done
}

boot() { # NAME VARIANT OPTIONS...
  local name=$1 variant=$2
  shift 2
  need modules "$builds/$variant/vmlinux" "$builds/$variant.cpio.gz"
  echo "booting $variant: $name"
  bash "$here/boot.sh" --log "$logs/$name.log" "$@" \
    "$builds/$variant/vmlinux" "$builds/$variant.cpio.gz"
}

step_boot() {
  local cpus
  for cpus in 1 2; do
    beside boot "boot-$cpus" with --smp "$cpus" --timeout 600 --run workload,stress+2,workload \
      --expect "workload: ok" --expect "stress: ok" \
      --expect "kpkeys enabled: 1" --expect "kpkeys mode: on" --expect "kpkeys faults: 0"
  done
  ends_beside
  for cpus in 1 2; do
    note "boot with $cpus CPUs: $(grep -ac '^phase .* ok' "$logs/boot-$cpus.log") phases ok, $(
      grep -ac '^stress .*: ok' "$logs/boot-$cpus.log") of stress-ng, no unexpected fault"
  done
}

step_soft() {
  local cpus
  for cpus in 1 2; do
    beside boot "soft-$cpus" with --smp "$cpus" --timeout 300 --append kpkeys=soft \
      --expect "workload: ok" --expect "kpkeys mode: soft" --expect "kpkeys faults: 0"
  done
  ends_beside
  note "soft mode: 0 stray writes logged with 1 and 2 CPUs"
}

# The guest's file $1.log has its numbers.
attack_result() {
  note "attack, $1: $(tr -d '\r' <"$logs/$1.log" | grep -a '^attacks: ' | tail -n 1)"
}

step_attack() {
  local cpus
  beside boot attack-control with --smp 2 --timeout 300 --append kpkeys=off \
    --run attack+--expect=succeed,workload+--except=ptrace --expect "attack: ok" --expect "workload: ok"
  for cpus in 1 2; do
    beside boot "attack-blocked-$cpus" with --smp "$cpus" --timeout 600 --faults \
      --run workload+cpus,attack+--expect=block,workload+--except=ptrace \
      --expect "attack: ok" --expect "workload: ok"
  done
  ends_beside
  attack_result attack-control
  attack_result attack-blocked-1
  attack_result attack-blocked-2
}

step_complete() {
  local cpus
  # Each write faults: a hundredth of the speed. What writes, not how often.
  for cpus in 1 2; do
    beside boot "oracle-$cpus" with --smp "$cpus" --timeout 600 --append kpkeys=oracle --faults \
      --run workload+--scale=3
  done
  ends_beside
  "$here/count/completeness.py" --llvm-major "$newest" --report "$tools/bin/kpkeys-report" \
    --log "$logs/oracle-1.log" --log "$logs/oracle-2.log" \
    "$builds/with/vmlinux" "$builds"/with.modules/*.ko >"$work/completeness.txt" || {
    grep -E '^(not covered|completeness)' "$work/completeness.txt"
    die "not every writer is in a window: see $work/completeness.txt"
  }
  grep -E '^(static|completeness):' "$work/completeness.txt" |
    while read -r line; do note "$line"; done
}

# Who may write the key register, with reasons.
trusted() { # FILE
  awk '/^[^#]/ { print "--trusted=" $1 }' "$here/$1"
}

verified() { # NAME FILE...
  local file=$work/$1.txt rc=0 trust
  shift
  mapfile -t trust < <(trusted trusted.txt)
  "$tools/bin/kpkeys-verify" "${trust[@]}" "$@" >"$file" 2>&1 || rc=$?
  tail -n 3 "$file"
  note "kpkeys-$(basename "$file" .txt): $(tail -n 1 "$file")"
  ((rc == 0)) || die "kpkeys-verify ended with $rc: see $file"
}

step_verify() {
  need modules "$builds/with/vmlinux" "$builds/with.modules/kpkeys_attack.ko"
  verified verify "$builds/with/vmlinux" "$builds"/with.modules/*.ko
}

step_variants() {
  need cost "$builds/with/vmlinux" "$builds/without/vmlinux"
  # Linking and objtool use one CPU, so that two kernels at once take less time.
  local jobs=1 variant
  beside variant_of with relaxed s/windows=strict/windows=relaxed/ -d KPKEYS_WINDOWS_STRICT -e KPKEYS_WINDOWS_RELAXED
  beside variant_of with per-access s/windows=strict/windows=per-access/ -d KPKEYS_WINDOWS_STRICT -e KPKEYS_WINDOWS_PER_ACCESS
  beside variant_of with scopes '' -e KPKEYS_SCOPES
  beside variant_of without hand '' -d KPKEYS_NO_WINDOWS -e KPKEYS_HAND
  ends_beside
  for variant in relaxed per-access scopes hand; do
    beside modules_of "$variant"
  done
  ends_beside
  verify_hand
  verified verify-scopes "$builds/scopes/vmlinux" "$builds"/scopes.modules/*.ko
  boot boot-scopes scopes --smp 2 --timeout 600 \
    --expect "workload: ok" --expect "kpkeys faults: 0"
}

# Guards by hand have no records: each of their switches is a finding, and there
# are no others.
verify_hand() {
  local trust file=$work/verify-hand.txt other
  mapfile -t trust < <(trusted trusted.txt)
  "$tools/bin/kpkeys-verify" "${trust[@]}" "$builds/hand/vmlinux" >"$file" || (($? == 1))
  other=$(grep ' error: ' "$file" | grep -vcF '[rule 1, unrecorded-switch]') || :
  note "kpkeys-verify, guards by hand: $(tail -n 1 "$file"); of another kind than a switch without a record: $other"
  ((other == 0)) || die "findings of another kind: see $file"
}

# With one CPU: a phase is then what this phase does. With memory where it always
# is: a range that ends in the next table is two batches. A storm of processes is
# never quite the same: forty of them.
count_switches() { # VARIANT FOLDER
  boot "count-$1" "$1" --timeout 900 --append norandmaps \
    --run workload+--scale=20+--settle+--except=storm,workload+--scale=500+--settle+storm \
    --plugin "$work/libswitches.so,out=$2/counts.json,stores=on" \
    --expect "workload: ok" --expect "kpkeys faults: 0"
  cp "$logs/count-$1.log" "$2/console.log"
  cp "$builds/$1/System.map" "$2/"
}

step_count() {
  local variant folder names=()
  gcc -std=gnu11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden \
    -o "$work/libswitches.so" "$here/count/switches.c"
  for variant in hand strict relaxed per-access scopes; do
    folder=$work/counts/$variant
    mkdir -p "$folder"
    names+=("$variant=$folder")
    [[ $variant != strict ]] || variant=with
    beside count_switches "$variant" "$folder"
  done
  ends_beside
  "$here/count/count.py" "${names[@]}" | tee "$work/counts.txt"
  grep -A 4 '^Ratios' "$work/counts.txt" | tail -n +2 |
    while read -r line; do note "switches: $line"; done
}

step_debug() {
  rm -rf "$builds/debug"
  mkdir -p "$builds/debug"
  cat "$here/x86.config" "$here/x86-debug.config" >"$work/debug.config"
  kernel_make debug "KCONFIG_ALLCONFIG=$work/debug.config" allnoconfig
  config debug -e KPKEYS -e KPKEYS_PLUGIN \
    --set-str KPKEYS_PLUGIN_PATH "$plugin" --set-str KPKEYS_POLICY "$policy"
  kernel_make debug olddefconfig
  kernel_make debug vmlinux modules
  modules_of debug
  verified verify-debug "$builds/debug/vmlinux" "$builds"/debug.modules/*.ko
  boot debug-2 debug --smp 2 --timeout 900 --append pti=on --run workload,stress+1 \
    --expect "Kernel/User page tables isolation: enabled" \
    --expect "workload: ok" --expect "kpkeys faults: 0"
  boot debug-attack debug --smp 2 --timeout 900 --append pti=on --faults \
    --run attack+--expect=block,workload+setuid+fork --expect "attack: ok"
  attack_result debug-attack
}

step_arm64() {
  local trust build=(make -C "$tree" "O=$builds/arm64" ARCH=arm64 "LLVM=-$newest" "-j$jobs")
  rm -rf "$builds/arm64"
  mkdir -p "$builds/arm64"
  "${build[@]}" "KCONFIG_ALLCONFIG=$here/arm64.config" allnoconfig
  config arm64 -e KPKEYS -e KPKEYS_PLUGIN -e KPKEYS_EMULATE_POE \
    --set-str KPKEYS_PLUGIN_PATH "$plugin" --set-str KPKEYS_POLICY "$policy"
  "${build[@]}" olddefconfig
  "${build[@]}" vmlinux Image
  mapfile -t trust < <(trusted trusted-arm64.txt)
  "$tools/bin/kpkeys-verify" "${trust[@]}" "$builds/arm64/vmlinux" >"$work/verify-arm64.txt" || {
    tail -n 3 "$work/verify-arm64.txt"
    die "kpkeys-verify has findings: see $work/verify-arm64.txt"
  }
  note "kpkeys-verify, arm64: $(tail -n 1 "$work/verify-arm64.txt")"
  bash "$here/init/build.sh" --arch arm64 "$builds/arm64.cpio.gz"
  beside bash "$here/boot.sh" --arch arm64 --smp 2 --timeout 600 --log "$logs/arm64.log" \
    --expect "workload: ok" "$builds/arm64/arch/arm64/boot/Image" "$builds/arm64.cpio.gz"
  beside bash "$here/boot.sh" --arch arm64 --smp 2 --timeout 600 --log "$logs/arm64-emulated.log" \
    --append kpkeys_emulate_poe --run workload+--scale=3 \
    --expect "workload: ok" --expect "kpkeys mode: on" --expect "kpkeys faults: 0" \
    "$builds/arm64/arch/arm64/boot/Image" "$builds/arm64.cpio.gz"
  ends_beside
  note "arm64: boots unprotected where the CPU has no POE: $(
    grep -a -m 1 'kpkeys: ' "$logs/arm64.log" | tr -d '\r')"
  note "arm64, POE emulated: $(grep -ac '^phase .* ok' "$logs/arm64-emulated.log") phases ok, no unexpected fault"
}

step_audit() {
  need variants "$builds/hand/vmlinux"
  local files
  kernel_make hand compile_commands.json
  # Whoever calls these and is not among them holds no guard.
  mapfile -t files < <({ protected_objects; hand_objects; } | sort -u | sed 's/^/--files=/; s/o$/c/')
  python3 "$here/delete-guards.py" --tree "$tree" --policy "$here/audit.yaml" \
    --plugin "$plugin" --audit "$tools/bin/kpkeys-audit" --summaries "$work/audit" \
    --jobs "$jobs" "${files[@]}" "$builds/hand/compile_commands.json" | tee "$work/audit.txt"
  note "audit: $(tail -n 1 "$work/audit.txt")"
}

chosen() { # STEP
  ((${#wanted[@]} == 0)) || [[ " ${wanted[*]} " == *" $1 "* ]] || return 1
  [[ " ${skipped[*]} " != *" $1 "* ]] || return 1
  if [[ -n $from ]]; then
    [[ $1 != "$from" ]] || from=""
    [[ -z $from ]] || return 1
  fi
}

summary=() failed=0
: >"$work/notes"
for step in "${steps[@]}"; do
  chosen "$step" || continue
  heading "$step"
  begin=$SECONDS
  # In the background, so that its first error ends it, and nothing else.
  "step_$step" >"$logs/step-$step.log" 2>&1 </dev/null &
  if wait $!; then
    verdict=ok
  else
    verdict=FAILED
    failed=$((failed + 1))
    tail -n 15 "$logs/step-$step.log"
    echo "see $logs/step-$step.log"
  fi
  summary+=("$(printf '%-9s %-6s %5d s' "$step" "$verdict" "$((SECONDS - begin))")")
  echo "${summary[-1]}"
done

heading "What was measured"
cat "$work/notes"
heading "Summary, $((SECONDS / 60)) minutes"
printf '%s\n' "${summary[@]}"
((${#summary[@]})) || die "no step was chosen"
exit "$((failed > 0))"
