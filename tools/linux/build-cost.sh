#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the plugin costs when a kernel is built: user time, and objects without
# protected types, which must not change by a byte.
#
# usage: build-cost.sh TREE CONFIG PLUGIN POLICY [TARGET...]
#   TREE     kernel source with the kpkeys series
#   CONFIG   a .config; CONFIG_KPKEYS_PLUGIN is added
#   TARGET   what make builds; default: vmlinux
# Each file is compiled without the plugin, too, at once: what else the machine
# does changes within seconds, and between two builds by more than the plugin
# costs (compile-twice.py).
# environment: JOBS (all CPUs), OUT (TREE/build-cost; the kernel is in OUT/with),
# LLVM (-22), REPEATS (1): how often each file is compiled, the fastest counts
set -euo pipefail

tree=$(realpath "$1") config=$(realpath "$2") plugin=$(realpath "$3") policy=$(realpath "$4")
shift 4
targets=("${@:-vmlinux}")
jobs=${JOBS:-$(nproc)} out=${OUT:-$tree/build-cost} llvm=${LLVM:--22}
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

build() { # TARGET...
	make -s -C "$tree" "O=$out/with" "LLVM=$llvm" "-j$jobs" "$@" >"$out/with.log" 2>&1 ||
		{ tail -n 20 "$out/with.log" >&2; return 1; }
}

mkdir -p "$out/with" "$out/bin"
cp "$config" "$out/with/.config"
"$tree/scripts/config" --file "$out/with/.config" -e KPKEYS -e KPKEYS_PLUGIN \
	--set-str KPKEYS_PLUGIN_PATH "$plugin" --set-str KPKEYS_POLICY "$policy"
for target in olddefconfig clean prepare; do build "$target"; done
grep -q '^CONFIG_KPKEYS_PLUGIN=y' "$out/with/.config" || { echo 'no CONFIG_KPKEYS_PLUGIN' >&2; exit 1; }

# With the interpreter itself: python3 may be a script that looks for one, for a
# tenth of a second, and is started for each file.
{
	printf '#!%s -IS\n' "$(python3 -c 'import sys; print(sys.executable)')"
	cat "$here/compile-twice.py"
} >"$out/bin/clang$llvm"
chmod +x "$out/bin/clang$llvm"
: >"$out/files"
times >"$out/before"
COMPILE_TWICE_CC=$(command -v "clang$llvm") COMPILE_TWICE_LOG=$out/files \
	COMPILE_TWICE_REPEATS=${REPEATS:-1} PATH=$out/bin:$PATH build "${targets[@]}"
times >"$out/after"

# The second line that `times` prints is of child processes: 1m2.3s for users.
build_seconds() {
	sed -n 2p "$out/$1" | sed 's/m/ /; s/s.*//' | awk '{ print $1 * 60 + $2 }'
}
awk -v before="$(build_seconds before)" -v after="$(build_seconds after)" '
	{ with += $1; without += $2; spent += $3 }
	END {
		printf "compiler, user time of %d files: with %.1f s, without %.1f s, ratio %.4f\n",
			NR, with, without, with / without
		# what make, linker, objtool and others take
		rest = after - before - spent
		printf "user time of the build: with %.1f s, without %.1f s, ratio %.4f\n",
			rest + with, rest + without, (rest + with) / (rest + without)
	}' "$out/files"

# The plugin leaves its policy's digest where there is protected data, and a
# record where there is a window.
differ=0 protected=0 windows=0
while read -r object; do
	sections=$(llvm-readelf"$llvm" -S "$object")
	if [[ $sections == *' kpkeys_policy'* ]]; then
		protected=$((protected + 1))
		[[ $sections != *' kpkeys_windows'* ]] || windows=$((windows + 1))
	else
		differ=$((differ + 1))
		echo "differs: $object"
	fi
done < <(awk '$4 == "differs" { print $5 }' "$out/files")
echo "objects: $protected with protected data, $windows of them with windows; of the others $(
	grep -c ' same ' "$out/files") byte-identical, $differ not"
((differ == 0))
