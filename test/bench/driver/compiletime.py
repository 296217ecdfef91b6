# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the plugin costs while it compiles: user time, in pairs with and
without."""

import os
import resource

from driver import programs
from driver.tools import run
from driver.variants import BASE, Variant

# The plugin is loaded and has nothing to do; it does what it does by default.
IDLE = Variant("nothing", options=())
DEFAULT = Variant("the program's state", options=())


def user_time(commands, folder):
    """Of all commands together, in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    for command in commands:
        run(command, cwd=folder)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


class Compiled:
    """The files of a program, as they are and with the attributes."""

    def __init__(self, program, tools, folder, files=None):
        self.builds = programs.Builds(program, tools, folder)
        self.folders = {}
        for protected in (False, True):
            self.folders[protected] = os.path.join(folder, f"{program.name}-{protected}")
            self.builds.copy(self.folders[protected], protected)
        self.files = files

    def commands(self, variant):
        protected = variant is not BASE and variant is not IDLE
        folder = self.folders[protected]
        plugin = self.builds.plugin_flags(variant)
        if variant is IDLE:  # no policy names the program's types
            plugin = self.builds.tools.plugin_flags(variant.options)
        every = self.builds.compile_commands(folder, plugin)
        return [command for command in every if self.counts(command[-3])], folder

    def counts(self, name):
        """Files that only the protected build has are not compared."""
        chosen = not self.files or name in self.files
        return chosen and name not in self.builds.program.added

    def ratios(self, variants, rounds):
        """{variant: one ratio for each round}."""
        found = {v.name: [] for v in variants}
        for _ in range(rounds):
            base = user_time(*self.commands(BASE))
            for v in variants:
                found[v.name].append(user_time(*self.commands(v)) / base)
        return found


def measure(quick, tools, folder, say):
    """{what: {variant: ratios}}."""
    say("compile time of Lua")
    files = ("lapi.c", "lgc.c") if quick else None
    lua = Compiled(programs.LUA, tools, folder, files)
    found = {"Lua": lua.ratios([IDLE, DEFAULT], 1 if quick else 5)}
    if not quick:
        say("compile time of SQLite")
        sqlite = Compiled(programs.SQLITE, tools, folder)
        found["SQLite"] = sqlite.ratios([IDLE, DEFAULT], 2)
    return found
