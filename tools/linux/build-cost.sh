#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the plugin costs when a kernel is built: user time, text size, and objects
# without protected types, which must not change by a byte.
#
# usage: build-cost.sh TREE CONFIG PLUGIN POLICY [TARGET...]
#   TREE     kernel source with the kpkeys series
#   CONFIG   a .config with CONFIG_KPKEYS_PLUGIN; without the plugin it is the
#            same, but for the choice of who places windows
#   TARGET   what make builds; default: vmlinux
# In the build with the plugin each file is compiled without it, too, at once:
# what else the machine does changes within seconds, and between two builds by
# more than the plugin costs (compile-twice.py).
# environment: JOBS (all CPUs), OUT (TREE/build-cost), LLVM (-22), REPEATS (1):
# how often each file is compiled, the fastest counts; RESUME=1 to compare what
# OUT has, without building
set -euo pipefail

tree=$(realpath "$1") config=$(realpath "$2") plugin=$(realpath "$3") policy=$(realpath "$4")
shift 4
targets=("${@:-vmlinux}")
jobs=${JOBS:-$(nproc)} out=${OUT:-$tree/build-cost} llvm=${LLVM:--22}
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

build() { # KIND TARGET...
	local kind=$1
	shift
	make -s -C "$tree" "O=$out/$kind" "LLVM=$llvm" "-j$jobs" "$@" >"$out/$kind.log" 2>&1 ||
		{ tail -n 20 "$out/$kind.log" >&2; return 1; }
}

if [[ -z ${RESUME:-} ]]; then
	for kind in with without; do
		mkdir -p "$out/$kind"
		cp "$config" "$out/$kind/.config"
	done
	"$tree/scripts/config" --file "$out/with/.config" -e KPKEYS -e KPKEYS_PLUGIN \
		--set-str KPKEYS_PLUGIN_PATH "$plugin" --set-str KPKEYS_POLICY "$policy"
	"$tree/scripts/config" --file "$out/without/.config" -e KPKEYS -d KPKEYS_PLUGIN -e KPKEYS_NO_WINDOWS
	for kind in with without; do
		build "$kind" olddefconfig
		build "$kind" prepare
		build "$kind" clean
	done
	grep -q '^CONFIG_KPKEYS_PLUGIN=y' "$out/with/.config" || { echo 'no CONFIG_KPKEYS_PLUGIN' >&2; exit 1; }

	times >"$out/before"
	build without "${targets[@]}"
	times >"$out/after"
	mkdir -p "$out/bin"
	# With the interpreter itself: python3 may be a script that looks for one, for
	# a tenth of a second, and is started for each file.
	{
		printf '#!%s\n' "$(python3 -c 'import sys; print(sys.executable)')"
		cat "$here/compile-twice.py"
	} >"$out/bin/clang$llvm"
	chmod +x "$out/bin/clang$llvm"
	: >"$out/files"
	COMPILE_TWICE_CC=$(command -v "clang$llvm") COMPILE_TWICE_LOG=$out/files \
		COMPILE_TWICE_REPEATS=${REPEATS:-1} PATH=$out/bin:$PATH build with "${targets[@]}"
fi

# The second line that `times` prints is of child processes: 1m2.3s for users.
build_seconds() {
	sed -n 2p "$out/$1" | sed 's/m/ /; s/s.*//' | awk '{ print $1 * 60 + $2 }'
}
whole=$(awk -v a="$(build_seconds before)" -v b="$(build_seconds after)" 'BEGIN { print b - a }')
awk -v whole="$whole" '{ a += $1; b += $2 }
     END { printf "compiler, user time of %d files: with %.1f s, without %.1f s, ratio %.4f\n", NR, a, b, a / b
           printf "user time of the build: without %.1f s, with %.1f s, ratio %.4f\n",
             whole, whole + a - b, 1 + (a - b) / whole }' "$out/files"

# Of vmlinux.o: the linker script rounds the text of vmlinux up.
if [[ -e $out/with/vmlinux.o && -e $out/without/vmlinux.o ]]; then
	text() { llvm-size"$llvm" -A "$1" | awk '$1 ~ /(^|\.)text(\.|$)/ { n += $2 } END { print n }'; }
	a=$(text "$out/with/vmlinux.o") b=$(text "$out/without/vmlinux.o")
	awk -v a="$a" -v b="$b" 'BEGIN { printf "text of vmlinux.o: with %d bytes, without %d, ratio %.4f\n", a, b, a / b }'
fi

# The plugin leaves its policy's digest where there is protected data, and a
# record where there is a window.
same=0 differ=0 protected=0 windows=0
while read -r object; do
	name=${object#"$out/with/"}
	[[ -e $out/without/$name ]] || continue
	# made of others, or of the configuration itself: a kernel without windows
	# starts in soft mode
	case $name in
	vmlinux.o | */built-in.o | kernel/configs.o | init/version* | usr/* | mm/kpkeys/core.o) continue ;;
	esac
	[[ -e ${object%.o}.c || -e $tree/${name%.o}.c ]] || continue
	sections=$(llvm-readelf"$llvm" -S "$object")
	if [[ $sections == *' kpkeys_policy'* ]]; then
		protected=$((protected + 1))
		[[ $sections != *' kpkeys_windows'* ]] || windows=$((windows + 1))
	elif cmp -s "$object" "$out/without/$name"; then
		same=$((same + 1))
	else
		differ=$((differ + 1))
		echo "differs: $name"
	fi
done < <(find "$out/with" -name '*.o' -not -path '*/scripts/*' -not -path '*/tools/*')
echo "objects: $protected with protected data, $windows of them with windows; of the others $same byte-identical, $differ not"
((differ == 0))
