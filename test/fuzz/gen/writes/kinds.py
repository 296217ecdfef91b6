# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The kinds of writes by what is written, and which places fit most of them."""

KINDS = {"scalar": [], "array": [], "text": [], "record": [], "pointer": []}


def kind(what):
    def register(function):
        KINDS[what].append(function)
        return function

    return register


def integer(place):
    return place.type.is_integer


def plain(place):
    return place.plain and place.type.is_integer and place.type.name != "char"
