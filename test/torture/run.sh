#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Usage: run.sh --suite gcc|c-testsuite [OPTION...] DIR
#
# Compiles each C program under DIR twice, as it is and with everything in it
# protected (policy.yaml), and compares what the two do. DIR is
#   gcc           GCC's gcc/testsuite/gcc.c-torture/execute
#   c-testsuite   c-testsuite's tests/single-exec
# which you bring. Options:
#   --llvm N            22 (default: the newest supported)
#   --build DIR         default: build/llvm-N
#   --levels "L..."     default: "-O0 -O1 -O2 -O3 -Os"
#   --target T          pku (default), or sim where the CPU has no pkeys
#   --flags "F..."      more flags for both builds
#   --jobs N            programs at once (default: one per CPU)
#   --results FILE      one line per program and level: result, level, program,
#                       reason (default: a temporary file that is removed)
# Results:
#   passed     the same exit status and output in both builds
#   plain      not applicable: the plain build does not compile, fails, prints
#              other output than expected or each time another, or is undefined
#   refused    the plugin refuses the program with an error of its own
#   reported   dies of a write behind a warning of the compiler: an escape
#   FAILED     anything else
# Prints the counts and each FAILED; exits with 1 if there is one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../tools/lib/common.sh
source "$here/../../tools/lib/common.sh"

# shellcheck disable=SC2154 # common.sh sets newest
suite='' major=$newest levels="-O0 -O1 -O2 -O3 -Os" target=pku flags='' results='' build_dir=''
while [ $# -gt 0 ]; do
  case $1 in
    --help) sed -n '3,/^set /{/^set /d;s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    --suite) suite=${2-} ;;
    --llvm) major=${2-} ;;
    --build) build_dir=${2-} ;;
    --levels) levels=${2-} ;;
    --target) target=${2-} ;;
    --flags) flags=${2-} ;;
    --jobs) jobs=${2-} ;;
    --results) results=${2-} ;;
    -*) die "unknown option '$1'; see --help" ;;
    *) break ;;
  esac
  shift 2 || die "option '$1' needs a value"
done
[ $# = 1 ] || die "give one folder; see --help"
dir=$1
case $suite in
  gcc | c-testsuite) ;;
  *) die "--suite must be gcc or c-testsuite" ;;
esac
[ -d "$dir" ] || die "no folder '$dir'"
dir=$(cd "$dir" && pwd)

build_dir=${build_dir:-$root/build/llvm-$major}
clang=/usr/lib/llvm-$major/bin/clang
plugin=$build_dir/lib/KpkeysClang-$major.so
runtime=$build_dir/lib/libkpkeys_rt.a
for needed in "$clang" "$plugin" "$runtime"; do
  [ -e "$needed" ] || die "no $needed: build preset llvm-$major first"
done
if [ "$target" = pku ] && ! has_pku; then
  # shellcheck disable=SC2154 # has_pku sets pku_reason
  echo "note: no protection keys here ($pku_reason): target sim instead"
  target=sim
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
results=${results:-$work/results}

# Old C is accepted: these programs declare little before they use it.
plain=("$clang" -std=gnu17 -Wno-error=implicit-function-declaration
  -Wno-error=implicit-int -Wno-error=int-conversion
  -Wno-error=incompatible-pointer-types -Wno-error=return-type
  -fno-builtin-abort)
protect=("-fplugin=$plugin" "-fplugin-arg-kpkeys-target=$target"
  "-fplugin-arg-kpkeys-policy=$here/policy.yaml")
read -ra more <<<"$flags"
plain+=("${more[@]}")

# execute SECONDS FOLDER: runs FOLDER/a in FOLDER. Its output and exit status go
# into FOLDER/out. The shell does not say what a signal ended.
execute() {
  local rc=0
  {
    (cd "$2" && exec timeout -k 1 "$1" ./a) >"$2/out" </dev/null || rc=$?
  } 2>/dev/null
  echo "status $rc" >>"$2/out"
}

# build FOLDER FLAG...: FOLDER/a, with what is said about it in FOLDER/log.
build() {
  timeout 300 "${plain[@]}" "${@:2}" -lm -o "$1/a" 2>"$1/log"
}

# as_expected FILE OUT: OUT is what FILE should print: nothing, or FILE.expected.
as_expected() {
  if [ -e "$1.expected" ]; then
    head -n -1 "$2" | cmp -s - "$1.expected"
  else
    [ "$(wc -l <"$2")" = 1 ]
  fi
}

"$clang" -O1 "${protect[@]}" "-isystem$root/include" -c "$here/start.c" \
  -o "$work/start.o"
mkdir "$work/stray"
build "$work/stray" "$here/stray.c" "$work/start.o" "$runtime"
execute 10 "$work/stray"
stray=$(cat "$work/stray/out")
[ "$stray" = "status 139" ] || die "a stray write is not stopped: $stray"

# wanted_flags FILE: what the program's own header asks for.
wanted_flags() {
  sed -n 's/.*{ *dg-\(additional-\)\{0,1\}options *"\([^"]*\)" *}.*/\2/p' "$1"
}

# undefined PROGRAM: says why what it tests is no defined C.
undefined() {
  case $1 in
    20000603-1.c) echo "undefined: reads another type than it wrote (DR 236)" ;;
    20090527-1.c) echo "undefined: branches on what it did not initialise" ;;
    *) return 1 ;;
  esac
}

# one LEVEL FILE: prints the line of results. A program that says itself that
# all is well, by status 0 and the expected output or none, need not be compared.
one() {
  local level=$1 file=$2 name own scratch result reason
  name=${file#"$dir"/}
  scratch=$work/${level#-}.${name//\//.}
  say() {
    printf '%s\t%s\t%s\t%s\n' "$1" "$level" "$name" "${2-}"
    rm -rf "$scratch"
  }
  if reason=$(undefined "$name"); then
    say plain "$reason"
    return
  fi
  mkdir -p "$scratch/plain" "$scratch/protected"
  read -ra own <<<"$(wanted_flags "$file" | tr '\n' ' ')"
  if build "$scratch/protected" "${protect[@]}" "${own[@]}" "$level" "$file" \
    "$work/start.o" "$runtime"; then
    execute 100 "$scratch/protected"
    if [ "$(tail -n 1 "$scratch/protected/out")" = "status 0" ] &&
      as_expected "$file" "$scratch/protected/out"; then
      say passed
      return
    fi
  fi
  if ! build "$scratch/plain" "${own[@]}" "$level" "$file"; then
    say plain "does not compile"
    return
  fi
  execute 10 "$scratch/plain"
  cp "$scratch/plain/out" "$scratch/plain/first"
  execute 10 "$scratch/plain"
  if [ "$(tail -n 1 "$scratch/plain/out")" != "status 0" ]; then
    say plain "fails"
  elif ! cmp -s "$scratch/plain/first" "$scratch/plain/out"; then
    say plain "output varies"
  elif [ -e "$file.expected" ] && ! as_expected "$file" "$scratch/plain/out"; then
    say plain "other output"
  else
    IFS=$'\t' read -r result reason <<<"$(judge "$scratch")"
    say "$result" "$reason"
  fi
}

# judge SCRATCH: says what is to be said of a program that is well without the
# plugin: the result, a tab, the reason.
judge() {
  local error log=$1/protected/log
  if [ ! -e "$1/protected/a" ]; then
    error=$(grep -m1 'error:' "$log" | sed 's/.*error: //') || true
    case $error in
      *kpkeys*"defect of the plugin"*) printf 'FAILED\t%s' "$error" ;;
      *kpkeys*) printf 'refused\t%s' "$error" ;;
      *) printf 'FAILED\tdoes not compile: %s' "${error:-crash or timeout}" ;;
    esac
  elif cmp -s "$1/plain/out" "$1/protected/out"; then
    printf passed
  elif [ "$(tail -n 1 "$1/protected/out")" = "status 139" ] &&
    error=$(grep -m1 'without a window\|get no window' "$log"); then
    printf 'reported\t%s' "$(sed 's/.*warning: //; s/, which may.*//; s/;.*//' \
      <<<"$error")"
  else
    printf 'FAILED\t%s' "$(tail -n 1 "$1/protected/out")"
  fi
}

# Folders of the GCC suite that need a harness of their own.
list_programs() {
  case $suite in
    gcc) find "$dir" -name '*.c' -not -path '*/builtins/*' ;;
    c-testsuite) find "$dir" -maxdepth 1 -name '*.c' ;;
  esac | sort
}

export -f one judge build execute as_expected undefined wanted_flags
# Arrays do not go through the environment; their text does.
settings=$(declare -p plain protect)
export settings work dir here runtime
: >"$results"
for level in $levels; do
  # shellcheck disable=SC2016 # for the inner shell
  list_programs | xargs -P "$jobs" -I FILE bash -c \
    'eval "$settings"; one "$0" "$1"' "$level" FILE >>"$results"
done
[ -s "$results" ] || die "no programs in '$dir'"

printf '%s: LLVM %s, target %s\n' "$suite" "$major" "$target"
printf '%-6s %7s %7s %7s %8s %7s\n' level passed plain refused reported FAILED
for level in $levels; do
  awk -F'\t' -v level="$level" '
    $2 == level { n[$1]++ }
    END { printf "%-6s %7d %7d %7d %8d %7d\n", level, n["passed"], n["plain"],
          n["refused"], n["reported"], n["FAILED"] }' "$results"
done
awk -F'\t' '$1 == "refused" || $1 == "reported" { print $1 ": " $4 }' "$results" |
  sed "s/'[^']*'/'...'/g" | sort | uniq -c | sort -rn
if grep '^FAILED' "$results"; then
  exit 1
fi
