# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares kpkeys-verify's rule 7 with a search that tries every offset.

usage: verify-bytes.py VERIFY OBJDUMP SCRATCH FILE...

Random bytes are put where they are mapped executable but are no code, so that
all matches are hidden ones. Of a FILE, those are hidden that objdump does not
print as instructions.
"""

import json
import random
import re
import struct
import subprocess
import sys


def matches(data):
    """Offset -> name of what begins there."""
    found = {}
    for at in range(len(data) - 1):
        if data[at] == 0xD5 and data[at + 1] >= 0x80:  # REX2
            after = bytes(data[at + 2 : at + 4])
            if after in (b"\x01\xef", b"\x01\xc6"):
                found[at] = "WRPKRU" if after[1] == 0xEF else "WRMSR"
        if data[at] != 0x0F:
            continue
        second = data[at + 1]
        third = data[at + 2] if at + 2 < len(data) else None
        if second == 0x30 or (second, third) == (0x01, 0xC6):
            found[at] = "WRMSR"
        elif (second, third) == (0x01, 0xEF):
            found[at] = "WRPKRU"
        elif third is not None and third < 0xC0:
            if second == 0xAE and third // 8 % 8 == 5:
                found[at] = "XRSTOR"
            elif second == 0xC7 and third // 8 % 8 == 3:
                found[at] = "XRSTORS"
    return found


def reported(verify, path):
    """Address -> name, of what rule 7 reports of a file."""
    run = subprocess.run([verify, "--format=json", path], stdout=subprocess.PIPE)
    return {
        int(finding["address"], 16): re.match(r"hidden (\w+)", finding["message"])[1]
        for finding in json.loads(run.stdout)["findings"]
        if finding["rule"] == 7
    }


def program(data):
    """An ELF file that maps data executable at its offset, with one empty
    section of code elsewhere."""
    names = b"\0.text\0.shstrtab\0"
    start = 64 + 56
    table = start + len(data) + len(names)
    table += -table % 8
    head = struct.pack(
        "<16sHHIQQQIHHHHHH",
        b"\x7fELF\x02\x01\x01", 2, 62, 1, 0, 64, table, 0, 64, 56, 1, 64, 3, 2
    )  # fmt: skip
    load = struct.pack("<IIQQQQQQ", 1, 5, start, start, start, len(data), len(data), 1)
    null = bytes(64)
    text = struct.pack("<IIQQQQIIQQ", 1, 1, 6, 1 << 40, start, 0, 0, 0, 1, 0)
    strings = struct.pack(
        "<IIQQQQIIQQ", 7, 3, 0, 0, start + len(data), len(names), 0, 0, 1, 0
    )
    body = head + load + data + names
    return body + bytes(table - len(body)) + null + text + strings


def random_bytes(seed):
    generate = random.Random(seed)
    likely = bytes([0x0F, 0x01, 0xEF, 0x30, 0xAE, 0xC7, 0xC6, 0x28, 0x48, 0x1C, 0xE8])
    length = generate.randrange(1, 9000)
    return bytes(
        generate.choice(likely) if generate.random() < 0.8 else generate.randrange(256)
        for _ in range(length)
    )


def compare(name, expected, got):
    if expected == got:
        return
    for place in sorted(set(expected) | set(got)):
        if expected.get(place) != got.get(place):
            print(
                "%s: %#x: expected %s, reported %s"
                % (name, place, expected.get(place), got.get(place))
            )
    sys.exit(1)


def sections(path):
    """(address, bytes) of the sections of code."""
    data = open(path, "rb").read()
    (table,) = struct.unpack_from("<Q", data, 40)
    size, count = struct.unpack_from("<HH", data, 58)
    for index in range(count):
        header = struct.unpack_from("<IIQQQQ", data, table + index * size)
        if header[2] & 4 and header[1] != 8:
            yield header[3], data[header[4] : header[4] + header[5]]


def intended(objdump, path):
    """Addresses of the opcode of each such instruction that is printed."""
    text = subprocess.run(
        [objdump, "-dw", "--insn-width=15", path], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    found = set()
    line = re.compile(
        r"\s*([0-9a-f]+):\s((?:[0-9a-f]{2} )+)\s+(?:\S+ )*?(?:wrpkru|wrmsr|xrstor)"
    )
    for match in map(line.match, text.splitlines()):
        if match:
            found.add(int(match[1], 16) + match[2].split().index("0f"))
    return found


def main():
    verify, objdump, scratch, *files = sys.argv[1:]
    total = 0
    for seed in range(60):
        data = random_bytes(seed)
        path = "%s/random-%d" % (scratch, seed)
        with open(path, "wb") as out:
            out.write(program(data))
        # The page is mapped: headers before the bytes and tables behind them too.
        whole = open(path, "rb").read()[: (120 + len(data) + 4095) // 4096 * 4096]
        expected = matches(whole)
        total += len(expected)
        compare(path, expected, reported(verify, path))
    print("random: %d files, %d matches" % (60, total))
    for path in files:
        expected, meant = {}, intended(objdump, path)
        for address, data in sections(path):
            for at, name in matches(data).items():
                if address + at not in meant:
                    expected[address + at] = name
        compare(path, expected, reported(verify, path))
        print("%s: %d hidden, %d meant" % (path, len(expected), len(meant)))


if __name__ == "__main__":
    main()
