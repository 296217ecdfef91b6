#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the plugin costs when a kernel is built: user time of paired builds with
# and without it, text size, and objects without protected types, which must not
# change by a byte.
#
# usage: build-cost.sh TREE CONFIG PLUGIN POLICY [DIRECTORY/...]
#   TREE     kernel source with the kpkeys series
#   CONFIG   a .config with CONFIG_KPKEYS_PLUGIN; without the plugin it is the
#            same, but for the choice of who places windows
#   DIRECTORY/ folders of the kernel to build (kernel/ mm/); default: each that
#            vmlinux is made of, then vmlinux
# A pair is built folder by folder, with and without the plugin in turn: what else
# the machine does changes over the minutes that a kernel takes.
# environment: PAIRS (3), JOBS (all CPUs), OUT (TREE/build-cost), LLVM (-22), RESUME=1
# to compare what OUT has, without building
set -euo pipefail

tree=$(realpath "$1") config=$(realpath "$2") plugin=$(realpath "$3") policy=$(realpath "$4")
shift 4
targets=("$@")
if ((${#targets[@]} == 0)); then
	mapfile -t targets < <(sed -n 's/^obj-y[\t ]*+= *\([a-z_]*\/\)$/\1/p' "$tree/Kbuild")
	targets+=(vmlinux)
fi
pairs=${PAIRS:-3} jobs=${JOBS:-$(nproc)} out=${OUT:-$tree/build-cost} llvm=${LLVM:--22}

build() { # KIND TARGET: builds, prints user seconds
	local kind=$1
	shift
	/usr/bin/time -o "$out/$kind.time" -f %U \
		make -s -C "$tree" "O=$out/$kind" "LLVM=$llvm" "-j$jobs" "$@" >"$out/$kind.log" 2>&1 ||
		{ tail -n 20 "$out/$kind.log" >&2; return 1; }
	tail -n 1 "$out/$kind.time"
}

objects() { # KIND: what a pair builds again
	local where=()
	for t in "${targets[@]}"; do
		if [[ $t == vmlinux ]]; then t=; fi
		if [[ -e $out/$1/$t ]]; then where+=("$out/$1/$t"); fi
	done
	((${#where[@]})) || return 0
	find "${where[@]}" -name '*.o' -not -path '*/scripts/*' -not -path '*/tools/*'
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
		build "$kind" olddefconfig >/dev/null
		build "$kind" prepare >/dev/null
	done
	grep -q '^CONFIG_KPKEYS_PLUGIN=y' "$out/with/.config" || { echo 'no CONFIG_KPKEYS_PLUGIN' >&2; exit 1; }

	: >"$out/pairs"
	for ((i = 0; i < pairs; i++)); do
		: >"$out/seconds"
		for kind in with without; do
			objects "$kind" | xargs -r rm -f
		done
		for t in "${!targets[@]}"; do
			order=(with without)
			(((i + t) % 2 == 0)) || order=(without with)
			for kind in "${order[@]}"; do
				echo "$kind $(build "$kind" "${targets[t]}")" >>"$out/seconds"
			done
		done
		awk '{ s[$1] += $2 } END { print s["with"], s["without"] }' "$out/seconds" | tee -a "$out/pairs" |
			awk '{ printf "pair: with %.1f s, without %.1f s, ratio %.4f\n", $1, $2, $1 / $2 }'
	done
fi

median=$(awk '{ printf "%.4f\n", $1 / $2 }' "$out/pairs" | sort -n | awk '{ r[NR] = $1 } END { print r[int((NR + 1) / 2)] }')
awk -v m="$median" '{ a += $1; b += $2 }
     END { printf "user time of %d pairs: with %.1f s, without %.1f s, ratio %.4f, median %s\n", NR, a / NR, b / NR, a / b, m }' "$out/pairs"

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
done < <(objects with)
echo "objects: $protected with protected data, $windows of them with windows; of the others $same byte-identical, $differ not"
((differ == 0))
