# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Assembly without the records of switches: only what becomes code.
/^\.Lkpkeys_\(switch\|end\)[0-9]*:/d
/kpkeys_windows,/,/^\t\.\(text\|section\)/d
/^$/d
