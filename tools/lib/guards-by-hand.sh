# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# shellcheck shell=bash disable=SC2154
# Sourced by the hand.sh of real programs, after real-program.sh: programs that
# are guarded with test/Inputs/guard_by_hand.h, and compiled without the plugin.

# only_switches FILE...: what kpkeys-verify finds in them is each switch of the
# guards, which has no record, and nothing else.
only_switches() {
  local log=$work/verify.log others switches
  "$verify" "$@" >"$log" || [ $? = 1 ] || die "kpkeys-verify failed: see $log"
  others=$(grep -c ' error: .*\[rule ' "$log") || true
  switches=$(grep -c ' error: .*\[rule 1, unrecorded-switch\]$' "$log") || true
  [ "$others" = "$switches" ] || die "findings of another kind than a switch without a record: see $log"
  [ "$switches" = "$("llvm-objdump-$major" -d --no-show-raw-insn "$@" | grep -c 'wrpkru$')" ] ||
    die "kpkeys-verify did not find each switch: see $log"
  echo "kpkeys-verify: $switches switches without a record, and nothing else"
}

# policy_object FOLDER TYPE: $work/FOLDER/policy.o, what the guards and the runtime
# want: the depth of guards, and the policy, which comes with a variable of this
# protected type.
policy_object() {
  "${cc[@]}" "${with_plugin[@]}" -fplugin-arg-kpkeys-target=pku -x c - \
    -c -o "$work/$1/policy.o" <<<"$2 { int unused; } policy_anchor; __thread int hand_depth;"
}

# audit_policy POLICY GUARD...: $work/audit.yaml, POLICY with these guards.
audit_policy() {
  cat "$1" - <<<"guards:" >"$work/audit.yaml"
  printf '  %s\n' "${@:2}" >>"$work/audit.yaml"
}

# compile_commands FOLDER COMPILER...: a list of the C files in $work/FOLDER. Places
# are not to be relative to it.
compile_commands() {
  (cd "$work/$1" && python3 - "${@:2}" >compile_commands.json) <<'END'
import glob, json, os, sys
words = [word for word in sys.argv[1:] if not word.startswith("-fdebug-compilation-dir")]
json.dump([{"directory": os.getcwd(), "file": name, "arguments": [*words, "-c", name]}
           for name in sorted(glob.glob("*.c"))], sys.stdout)
END
}

# audit FOLDER OPTION...: the findings of $work/FOLDER, in $work/FOLDER.audit.
audit() {
  local status=0
  "$audit" --policy="$work/audit.yaml" --target=pku "${@:2}" \
    "$work/$1/compile_commands.json" >"$work/$1.audit" || status=$?
  [ "$status" -le 1 ] || die "kpkeys-audit failed: see $work/$1.audit"
}

# kinds FOLDER: how many findings of each kind, "3 escape, 1 unguarded".
kinds() {
  sed -n 's/^[^ ].*\[\([a-z-]*\)\]$/\1/p' "$work/$1.audit" | sort | uniq -c |
    awk '{ printf "%s%s %s", separator, $1, $2; separator = ", " } END { print "" }'
}
