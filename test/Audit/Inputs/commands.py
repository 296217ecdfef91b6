# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""commands.py FOLDER COMPILER [--string] FILE...: a compile_commands.json for the
files in FOLDER/src, whose commands would write objects, dependencies and more.
"""

import json
import shlex
import sys

folder, compiler, *files = sys.argv[1:]
as_string = files[0] == "--string"
entries = []
for name in files[as_string:]:
    entry = {"directory": folder + "/src", "file": folder + "/src/" + name}
    words = [compiler, "-O2", "-I.", "-Werror", "-Wp,-MMD,%s.d" % name, "-MD"]
    words += ["-MF", name + ".d2", "-DTEXT=a b", "-c", "-o", name + ".o", name]
    if as_string:
        entry["command"] = "ccache " + " ".join(shlex.quote(w) for w in words)
    else:
        entry["arguments"] = words
    entries.append(entry)
json.dump(entries, sys.stdout)
