#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Write the code blocks of a Markdown document to files, for tests to use.

usage: blocks.py DOCUMENT DIRECTORY NAME...

A block's name is what its opening line says (```c file=demo.c), or its number
among the blocks of its language (the third ```c is 3.c). NAME... must be all
of the document's code, in order: a block that no test uses is an error, and so
is one that is gone. Blocks of `text` count only if they have a name.

In C and C++, the comments for readers become the ones that clang -verify reads:

  // OK: window          expected-remark {{window at level}}
  // OK: no window       nothing: a remark on this line would be an error;
                         a block with nothing else says expected-no-diagnostics
  // error: TEXT         expected-error {{TEXT}}; also warning and note

Clones are not spoken of.
"""

import os
import re
import sys

FENCE = re.compile(r"^```(\w+)?(?: +file=([\w.-]+))?\s*$")
VERIFY = [
    (re.compile(r"// OK: window\b.*"), r"// expected-remark {{window at level}}"),
    (re.compile(r"// (error|warning|note): (.*)"), r"// expected-\1 {{\2}}"),
]


def blocks(lines):
    """Yields (name, text) of each block that counts."""
    numbers = {}
    name, text = None, []
    inside = False
    for number, line in enumerate(lines, 1):
        fence = FENCE.match(line)
        if inside and line.strip() == "```":
            if name:
                yield name, "".join(text)
            inside = False
        elif inside:
            text.append(line)
        elif line.startswith("```"):
            if not fence:
                sys.exit("line %d: cannot read this fence: %s" % (number, line.strip()))
            language, name = fence.groups()
            if not language:
                sys.exit("line %d: a block without a language" % number)
            numbers[language] = numbers.get(language, 0) + 1
            if not name and language != "text":
                name = "%d.%s" % (numbers[language], language)
            inside, text = True, []
    if inside:
        sys.exit("the last block has no end")


def verifiable(text):
    """C with comments for clang -verify in place of those for readers."""
    for pattern, replacement in VERIFY:
        text = pattern.sub(replacement, text)
    if "// OK: no window" in text and "// expected-" not in text:
        text += "// expected-no-diagnostics\n"
    elif "// expected-remark" in text:
        text += "// expected-remark@*:* 0+ {{clone of}}\n"
    return text


def main():
    document, directory, expected = sys.argv[1], sys.argv[2], sys.argv[3:]
    with open(document, encoding="utf-8") as stream:
        found = list(blocks(stream))
    names = [name for name, _ in found]
    if names != expected:
        sys.exit(
            "%s has the blocks\n  %s\nbut the test expects\n  %s"
            % (document, " ".join(names), " ".join(expected))
        )
    os.makedirs(directory, exist_ok=True)
    for name, text in found:
        if name.endswith((".c", ".cpp")):
            text = verifiable(text)
        with open(os.path.join(directory, name), "w", encoding="utf-8") as out:
            out.write(text)


main()
