#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Stands for QEMU: its console says what $GUEST_SAYS holds.
set -euo pipefail
while (($#)); do
  [[ $1 != -serial ]] || cp "$GUEST_SAYS" "${2#file:}"
  shift
done
[[ -z ${GUEST_HANGS:-} ]] || exec sleep 60
