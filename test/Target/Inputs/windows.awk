# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Reads assembly; counts the reads of the key register, and those after which
# anything but changing the value in its register and writing it back follows.
# On AArch64 the value's register must also not be stored afterwards before it
# is given another value.
/^[ \t]*(\.|#|\/\/)/ || !NF { next }
{ instruction = $1 }
instruction ~ /^(rdpkru|rdmsr)$/ { reads++; held = "%eax"; next }
instruction == "mrs" { reads++; held = $2; sub(",", "", held); next }
held != "" && instruction ~ /^(wrpkru|wrmsr)$/ { held = ""; next }
held != "" && instruction == "msr" { stale = held; held = ""; next }
held != "" && instruction !~ /^(andl|orl|and|orr)$/ { kept++; held = "" }
stale != "" && instruction ~ /^st/ && index($0, stale ",") && !index($0, "[" stale) { kept++ }
stale != "" && $2 == stale "," && instruction !~ /^(st|cmp|tst|cb)/ { stale = "" }
END { printf "windows: %d, stores of key register values: %d\n", reads / 2, kept }
