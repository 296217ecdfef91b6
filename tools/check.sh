#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Everything CI asks, on a Debian machine with nothing prepared: packages, a
# build against each LLVM with warnings as errors, all tests, the style checks,
# the unit tests under sanitizers. --help says more.
set -euo pipefail
# shellcheck source=tools/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
# shellcheck source=tools/lib/packages.sh
. "$root/tools/lib/packages.sh"

usage() {
  cat <<END
usage: bash tools/check.sh [--llvm N]... [--quick] [--no-install]

  --llvm N      only LLVM N (default: ${llvm_versions[*]})
  --quick       only LLVM $newest; no style checks, quickstart or sanitizers
  --no-install  install no packages; tests that lack one are skipped

Ends with 'N passed, N failed, N skipped', and 0 only if nothing failed. What
it ran is in build/llvm-N; logs and the runners' reports are in build/logs.
END
}

versions=()
quick=no
install=yes
while (($#)); do
  case $1 in
  --llvm)
    [[ ${2-} =~ ^[0-9]+$ && " ${llvm_versions[*]} " == *" $2 "* ]] ||
      die "--llvm wants one of: ${llvm_versions[*]}"
    versions+=("$2")
    shift
    ;;
  --quick) quick=yes ;;
  --no-install) install=no ;;
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
if ((${#versions[@]} == 0)); then
  versions=("${llvm_versions[@]}")
  [[ $quick == no ]] || versions=("$newest")
fi

logs=$root/build/logs
totals=$logs/totals
mkdir -p "$logs"
: >"$totals"
cd "$root"

# step NAME COMMAND...: runs one step that is no test runner. It counts as one
# test, so that its failure is in the totals and the steps after it still run.
step() {
  local name=$1 start=$SECONDS
  shift
  if "$@"; then
    echo "1 0 0" >>"$totals"
    echo "$name: ok ($((SECONDS - start)) s)"
  else
    printf '0 1 0\nfailed: %s\n' "$name" >>"$totals"
    echo "$name: FAILED ($((SECONDS - start)) s)"
    return 1
  fi
}

configure() { # PRESET
  run_logged "$logs/$1-configure.log" cmake --preset "$1" -DKPKEYS_WERROR=ON
}

build() ( # PRESET [TARGET]
  use_large_pages
  run_logged "$logs/$1-build.log" \
    cmake --build --preset "$1" -j "$jobs" --target "${2-all}"
)

unit_tests() { # PRESET
  local report=$logs/$1-unit.json
  rm -f "$report"
  "build/$1/bin/kpkeys-unit" --gtest_brief=1 --gtest_output="json:$report" || :
  count gtest "$report"
}

lit_tests() { # PRESET
  local report=$logs/$1-lit.json
  rm -f "$report"
  "/usr/lib/llvm-$newest/bin/lit" -j "$jobs" --show-unsupported -v \
    --output "$report" "build/$1/test" || :
  count lit "$report" "${skipped_rings[@]}"
}

# count KIND REPORT [OPTION]...: a runner that died leaves no report, and that
# is a failure.
count() {
  if [[ ! -s $2 ]]; then
    echo "error: the runner wrote no report"
    printf '0 1 0\nfailed: no report %s\n' "${2##*/}" >>"$totals"
  else
    python3 tools/lib/count.py "$1" "$2" "$totals" "${@:3}" || :
  fi
}

# No alarm on what the tests have built. What older runs left is checked as well;
# it goes with build/llvm-N/test.
check_objects() { # PRESET
  local options=()
  # Some tests are for the newest LLVM only, some for a CPU with the keys.
  [[ $install == yes && $1 == "llvm-$newest" && -z ${KPKEYS_EMULATE-} ]] ||
    options=(--partial)
  python3 tools/lib/verify-objects.py "build/$1/bin/kpkeys-verify" \
    "build/$1/test" test/Tools/Inputs/verify-expected.txt "${options[@]}"
}

check_version() { # N
  heading "LLVM $1"
  step "configure llvm-$1" configure "llvm-$1" || return 0
  step "build llvm-$1" build "llvm-$1" || return 0
  unit_tests "llvm-$1"
  lit_tests "llvm-$1"
  step "objects of the tests, llvm-$1" check_objects "llvm-$1" || :
}

# Programs that nobody wrote, on all built LLVMs; test/fuzz/run.sh says more.
check_generated() { # COUNT
  local version arguments=()
  for version in "${versions[@]}"; do
    arguments+=(--llvm "$version")
  done
  arguments+=(--seed 1 --jobs "$jobs")
  bash test/fuzz/run.sh "${arguments[@]}" --count "$1" &&
    bash test/fuzz/run.sh "${arguments[@]}" --count "$(($1 / 10))" --secret
}

sources() { # SUFFIX...: the project's own C and C++ files
  local names=() suffix
  for suffix; do
    names+=(-o -name "*.$suffix")
  done
  find include lib tools test/unit test/fuzz test/bench test/Inputs examples \
    -type f \( "${names[@]:1}" \) -print
}

check_format() {
  local files
  mapfile -t files < <(sources c cpp h)
  "/usr/lib/llvm-$newest/bin/clang-format" --dry-run --Werror "${files[@]}"
}

# One LLVM is enough: the sources are the same but for a few lines of shim. Each
# is parsed by itself, so that it must include what it uses.
check_tidy() (
  use_large_pages
  run_logged "$logs/clang-tidy-configure.log" cmake --preset "llvm-$newest" \
    -B build/clang-tidy -DKPKEYS_PRECOMPILE=OFF -DCMAKE_UNITY_BUILD=OFF &&
    run_logged "$logs/clang-tidy.log" "/usr/lib/llvm-$newest/bin/run-clang-tidy" \
      -clang-tidy-binary "/usr/lib/llvm-$newest/bin/clang-tidy" \
      -quiet -j "$jobs" -p build/clang-tidy "^$root/(lib|tools|test/unit)/.*"
)

# libLLVM is built without sanitizers, so a container that crosses into it
# looks torn to them.
check_sanitized() {
  heading "Sanitizers"
  step "configure asan" configure asan || return 0
  step "build asan" build asan kpkeys-unit || return 0
  ASAN_OPTIONS=detect_container_overflow=0 UBSAN_OPTIONS=halt_on_error=1 \
    unit_tests asan
}

start_pku_guest() {
  trap 'bash tools/pku-guest.sh stop' EXIT
  run_logged "$logs/pku-guest.log" bash tools/pku-guest.sh start
}

# The README's first command must go on working.
check_quickstart() {
  run_logged "$logs/quickstart.log" bash tools/quickstart.sh --no-install
}

[[ $install == no ]] || install_packages build test lint real browser
skipped_rings=()
export KPKEYS_REQUIRE=
[[ $install == no ]] || KPKEYS_REQUIRE=packages
if has_pku; then
  KPKEYS_REQUIRE+=,pku
elif step "guest with protection keys" start_pku_guest; then
  echo "No protection keys on this machine ($pku_reason):"
  echo "tests that need them run on the emulated CPU of tools/pku-guest.sh."
  export KPKEYS_EMULATE=pku
  KPKEYS_REQUIRE+=,pku
else
  echo "WARNING: no protection keys on this machine ($pku_reason):"
  echo "WARNING: tests that need them are SKIPPED; run them on a CPU with PKU."
  skipped_rings=(--allow-skipped-rings)
fi
[[ $install == yes ]] || skipped_rings=(--allow-skipped-rings)

for version in "${versions[@]}"; do
  check_version "$version"
done
heading "Generated programs"
if [[ $quick == yes ]]; then
  step "generated programs" check_generated 120 || :
else
  step "generated programs" check_generated 160 || :
fi
heading "Damaged objects"
if [[ $quick == yes ]]; then
  step "damaged objects" bash test/fuzz/verify.sh --llvm "${versions[0]}" --seconds 20 || :
else
  step "damaged objects" bash test/fuzz/verify.sh --llvm "${versions[0]}" --seconds 30 || :
fi
if [[ $quick == no ]]; then
  heading "Style and quickstart"
  step "clang-format" check_format || :
  if [[ " ${versions[*]} " == *" $newest "* ]]; then
    step "quickstart" check_quickstart || :
    step "clang-tidy" check_tidy || :
    check_sanitized
  else
    echo "quickstart, clang-tidy and sanitizers: not run, they use LLVM $newest"
  fi
fi

heading "Totals (after $((SECONDS / 60)) min $((SECONDS % 60)) s)"
read -r passed failed skipped < <(
  awk '/^[0-9]/ { p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$totals"
)
grep '^failed: ' "$totals" || :
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && passed > 0))
