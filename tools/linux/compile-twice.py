#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Stands in for Clang, by its name in a folder of PATH, to time the plugin.

Compiles each file that is compiled with a plugin once more without it, at once
before or behind, so that whatever else the machine does falls on both, and
compares the objects. What is not compiled with a plugin is passed on.

environment:
  COMPILE_TWICE_CC       the real Clang
  COMPILE_TWICE_LOG      gets a line for each file: user seconds with, without,
                         and of all that ran here; "same" or "differs"; the object
  COMPILE_TWICE_REPEATS  how often to do so, and take the fastest of each (1)
"""

import os  # and little else: it starts a thousand times in a build
import resource
import sys

COMPILER = os.environ["COMPILE_TWICE_CC"]
LOG = os.environ["COMPILE_TWICE_LOG"]
REPEATS = int(os.environ.get("COMPILE_TWICE_REPEATS", "1"))
PLUGIN = ("-fplugin", "-frandom-seed=kpkeys-")


def seconds(arguments, quiet=False):
    """User seconds of the compiler, and its exit status."""
    actions = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)] if quiet else []
    pid = os.posix_spawn(
        COMPILER, [COMPILER, *arguments], os.environ, file_actions=actions
    )
    _, status, usage = os.wait4(pid, 0)
    return usage.ru_utime, os.waitstatus_to_exitcode(status)


def without_plugin(arguments, plain_object):
    """The same compilation, that leaves nothing but that object."""
    result = []
    for argument in arguments:
        if argument.startswith("-Wp,-MMD,"):
            argument = "-Wp,-MMD," + os.devnull
        elif result and result[-1] == "-o":
            argument = plain_object
        if not argument.startswith(PLUGIN):
            result.append(argument)
    return result


def remove(path):
    if os.path.exists(path):
        os.unlink(path)


def contents(path):
    with open(path, "rb") as file:
        return file.read()


def compile_twice(arguments, made, plain_object):
    """Returns the exit status."""
    plain = without_plugin(arguments, plain_object)
    times = {True: [], False: []}
    failed = False
    for again in range(REPEATS):
        first = os.urandom(1)[0] < 128
        for plugin in (first, not first):
            took, status = seconds(
                arguments if plugin else plain, quiet=again > 0 or not plugin
            )
            if plugin and status != 0:
                return status if status > 0 else 128 - status
            failed |= status != 0
            times[plugin].append(took)
    if failed or not os.path.exists(plain_object):
        print(f"compile-twice: error: no {plain_object}", file=sys.stderr)
        return 1
    same = "same" if contents(made) == contents(plain_object) else "differs"
    spent = sum(
        resource.getrusage(of).ru_utime
        for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(
            f"{min(times[True]):.6f} {min(times[False]):.6f} "
            f"{spent:.6f} {same} {os.path.abspath(made)}\n"
        )
    return 0


def main():
    arguments = sys.argv[1:]
    if "-c" not in arguments or not any(a.startswith("-fplugin=") for a in arguments):
        os.execv(COMPILER, [COMPILER, *arguments])
    made = arguments[arguments.index("-o") + 1]
    plain_object = made + ".plain"
    remove(plain_object)
    try:
        return compile_twice(arguments, made, plain_object)
    finally:
        remove(plain_object)


if __name__ == "__main__":
    RESULT = main()
    sys.stderr.flush()
    os._exit(RESULT)  # the time of leaving in order would be the build's
