#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs in the guest: takes the jobs that "pku-guest.sh run" submits in folder
# $1/jobs, several at a time. Starts no program of its own but the jobs'.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec {never}<> <(:)
grep -qw ospke /proc/cpuinfo || {
  echo "the guest has no protection keys"
  exit 1
}

# shellcheck disable=SC1091 # is written for each job
work() {
  (. "$1/command")
  echo $? >"$1/status"
}

: >"$1/ready"
declare -A taken
idle=0
while :; do
  idle=$((idle + 1))
  for job in "$1"/jobs/*/submitted; do
    job=${job%/submitted}
    [[ -f $job/submitted && -z ${taken[$job]:-} ]] || continue
    taken[$job]=1
    idle=0
    work "$job" &
  done
  # Looking costs: less often after some idle seconds.
  read -r -t "$((idle > 100)).05" -u "$never" _
done
