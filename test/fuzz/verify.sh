#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Gives kpkeys-verify damaged objects, made by libFuzzer from objects that the
# plugin has compiled; --help says more.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/lib/common.sh"

usage() {
  cat <<END
usage: bash test/fuzz/verify.sh [--llvm N] [--seconds N] [--seed N]

  --llvm N     the build that is used (default: $newest)
  --seconds N  how long (default: 60)
  --seed N     of the random numbers (default: a new one)

A crash, a report of a sanitizer, more than 2 seconds or 1 GiB for one input
fail. That input is then in build/llvm-N/fuzz-verify/; what reached new code is
kept there too, and the next run begins with it.
END
}

version=$newest
seconds=60
seed=0
while (($#)); do
  case $1 in
  --llvm | --seconds | --seed)
    [[ ${2-} =~ ^[0-9]+$ ]] || die "$1 wants a number"
    case $1 in
    --llvm) version=$2 ;;
    --seconds) seconds=$2 ;;
    --seed) seed=$2 ;;
    esac
    shift
    ;;
  -h | --help)
    usage
    exit
    ;;
  *)
    usage >&2
    die "unknown option: $1"
    ;;
  esac
  shift
done

build=$root/build/llvm-$version
bin=/usr/lib/llvm-$version/bin
folder=$build/fuzz-verify
mkdir -p "$folder/seeds" "$folder/corpus"
run_logged "$folder/build.log" \
  cmake --build "$build" -j "$jobs" --target kpkeys-verify-fuzz "KpkeysClang-$version"

compile() { # TARGET TRIPLE OUTPUT OPTION...
  local target=$1 triple=$2 output=$3
  shift 3
  "$bin/clang" "--target=$triple" -fuse-ld=lld \
    "-fplugin=$build/lib/KpkeysClang-$version.so" -w \
    "-fplugin-arg-kpkeys-target=$target" \
    "-fplugin-arg-kpkeys-policy=$root/test/Inputs/policies/two-domains.yaml" \
    -fno-ident -fno-addrsig -fno-asynchronous-unwind-tables \
    "$root/test/fuzz/Inputs/verify.c" -o "$folder/seeds/$output" "$@"
}
# Small: of a page between two sections libFuzzer would damage each byte.
small=-Wl,-z,max-page-size=64,-z,noseparate-code,-z,norelro
link_program() { # OUTPUT OPTION...
  compile pku x86_64-linux-gnu "$@" -O2 -nostdlib -static "$small" \
    -Wl,--defsym=outside=0,-e0
}
for target in pku pks; do
  compile "$target" x86_64-linux-gnu "$target.o" -c -O1
done
for target in poe-el0 poe-el1; do
  compile "$target" aarch64-linux-gnu "$target.o" -c -O1
done
link_program linked
link_program stripped -fasynchronous-unwind-tables -s
compile pku x86_64-linux-gnu shared -O2 -nostdlib -shared -fPIC "$small"
compile poe-el0 aarch64-linux-gnu shared-aarch64 -O2 -nostdlib -shared -fPIC "$small"
compile pks x86_64-linux-gnu sections.o -c -O0 -g1 -ffunction-sections -fcf-protection
"$bin/llvm-ar" rcs "$folder/seeds/archive.a" "$folder/seeds/pku.o"
cp "$root"/test/fuzz/Inputs/damaged/* "$folder/seeds"

if ! "$build/bin/kpkeys-verify-fuzz" "$folder/corpus" "$folder/seeds" \
  "-max_total_time=$seconds" "-seed=$seed" -timeout=2 -rss_limit_mb=1024 \
  -max_len=8192 -print_final_stats=1 -verbosity=1 \
  "-artifact_prefix=$folder/" >"$folder/fuzz.log" 2>&1; then
  tail -n 40 "$folder/fuzz.log" >&2
  die "kpkeys-verify does not stand this input; run it again with
  $build/bin/kpkeys-verify-fuzz FILE"
fi
awk '/number_of_executed_units/ { runs = $2 } / cov: / { cov = $4 }
  END { print runs " damaged objects, " cov " branches reached" }' "$folder/fuzz.log"
