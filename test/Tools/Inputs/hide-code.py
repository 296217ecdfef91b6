# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes copies of a program whose header of .text says something wrong.

usage: hide-code.py PROGRAM FOLDER
"""

import os
import struct
import sys

HEADER = "<IIQQQQIIQQ"  # Elf64_Shdr: name, type, flags, address, ...
NOBITS, ALLOC, EXECUTE = 8, 2, 4


def headers(data):
    """(place, fields) of each section header."""
    (table,) = struct.unpack_from("<Q", data, 40)
    (count,) = struct.unpack_from("<H", data, 60)
    size = struct.calcsize(HEADER)
    return [
        (table + n * size, list(struct.unpack_from(HEADER, data, table + n * size)))
        for n in range(count)
    ]


PROGRAM_HEADER = "<IIQQQQQQ"  # Elf64_Phdr: type, flags, offset, address, ...
LOAD, STACK, PAGE = 1, 0x6474E551, 4096


def headers_last(original):
    """Behind the file, code that is mapped, and then the program's headers."""
    data = bytearray(original) + bytes(-len(original) % PAGE)
    begin = len(data)
    (table,) = struct.unpack_from("<Q", data, 32)
    (count,) = struct.unpack_from("<H", data, 56)
    size = struct.calcsize(PROGRAM_HEADER)
    data += b"\xc3" * 256
    struct.pack_into("<Q", data, 32, len(data))
    end = len(data) + count * size
    for n in range(count):
        fields = list(struct.unpack_from(PROGRAM_HEADER, data, table + n * size))
        if fields[0] == STACK:
            there = 0x10000000
            fields = [LOAD, 5, begin, there, there, end - begin, end - begin, PAGE]
        data += struct.pack(PROGRAM_HEADER, *fields)
    return data


def main():
    program, folder = sys.argv[1:]
    with open(program, "rb") as file:
        original = file.read()
    changes = {
        "no-bits": lambda f: f.__setitem__(1, NOBITS),
        "not-loaded": lambda f: f.__setitem__(2, f[2] & ~ALLOC),
        "data": lambda f: f.__setitem__(2, f[2] & ~EXECUTE),
        "moved": lambda f: f.__setitem__(3, f[3] + 0x10000),
    }
    for name, change in changes.items():
        data = bytearray(original)
        for place, fields in headers(data):
            if fields[2] & EXECUTE:
                change(fields)
                struct.pack_into(HEADER, data, place, *fields)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(data)
    with open(os.path.join(folder, "headers-last"), "wb") as file:
        file.write(headers_last(original))
    data = bytearray(original)
    struct.pack_into("<Q", data, 40, 0)  # e_shoff
    struct.pack_into("<HH", data, 60, 0, 0)  # e_shnum, e_shstrndx
    with open(os.path.join(folder, "no-headers"), "wb") as file:
        file.write(data)


if __name__ == "__main__":
    main()
