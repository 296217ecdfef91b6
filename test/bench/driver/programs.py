# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds real programs from Debian's sources: as they are, in each of the
compiler's modes, and once more for each mode so that switches are counted."""

import glob
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from driver.tools import HERE, ROOT, run
from driver.variants import BASE, UNGUARDED

FOLDER = os.path.join(HERE, "programs")
TESTS = os.path.join(ROOT, "test")


@dataclass(frozen=True)
class Program:
    """One executable. Paths are relative to `home`, which has its fetch.sh."""

    name: str
    home: str
    policy: str
    patch: str
    without: tuple = ()  # C files of the source that are not linked
    only: tuple = ()  # the C files that are, or all
    under: tuple = (".",)  # folders of the source that have them
    added: tuple = ()  # files of `home` that belong to protected builds
    flags: tuple = ()
    libraries: tuple = ()

    def path(self, name):
        return os.path.join(self.home, name)


LUA = Program(
    "lua",
    home=os.path.join(TESTS, "Lua"),
    policy="lua.yaml",
    patch="lua-kpkeys.diff",
    without=("luac.c",),
    added=("state_memory.c",),
    # A fixed seed, or the order of pairs() changes from run to run.
    flags=(
        "-std=gnu99",
        "-DLUA_USE_LINUX",
        "-DLUA_COMPAT_5_3",
        "-Dluai_makeseed(L)=((void)(L),0x5eedu)",
    ),
    libraries=("-Wl,-E", "-lm", "-ldl"),
)
MINIGZIP = Program(
    "minigzip",
    home=os.path.join(TESTS, "Zlib"),
    policy="zlib.yaml",
    patch="zlib-kpkeys.diff",
    under=(".", "test"),
    without=("example.c", "infcover.c"),
    added=("state_memory.c",),
    flags=(
        "-Wno-deprecated-non-prototype",
        "-D_LARGEFILE64_SOURCE=1",
        "-DHAVE_HIDDEN",
        "-DHAVE_UNISTD_H",
        "-DHAVE_STDARG_H",
    ),
)
MEMCACHED = Program(
    "memcached",
    home=os.path.join(FOLDER, "memcached"),
    policy="policy.yaml",
    patch="memcached-kpkeys.diff",
    only=tuple(
        f"{name}.c"
        for name in (
            "memcached hash jenkins_hash murmur3_hash slabs items assoc thread daemon "
            "stats_prefix util cache bipbuffer base64 logger crawler itoa_ljust "
            "slab_automove authfile restart proto_text proto_bin"
        ).split()
    ),
    flags=("-DHAVE_CONFIG_H", "-DNDEBUG"),
    libraries=("-levent",),
)
RUN = (LUA, MINIGZIP, MEMCACHED)
SQLITE = Program(
    "sqlite",
    home=os.path.join(TESTS, "Sqlite"),
    policy="sqlite.yaml",
    patch="sqlite-kpkeys.diff",
    only=("sqlite3.c",),
    flags=("-DSQLITE_THREADSAFE=1", "-DSQLITE_ENABLE_FTS3", "-DSQLITE_ENABLE_RTREE"),
)


class Builds:
    """The builds of one program, in a folder of their own."""

    def __init__(self, program, tools, folder):
        self.program = program
        self.tools = tools
        self.folder = os.path.join(folder, program.name)
        fetch = os.path.join(program.home, "fetch.sh")
        self.source = run(["bash", fetch]).stdout.splitlines()[-1]

    def executable(self, variant, counts=False):
        kind = variant.symbol + ("-counts" if counts else "")
        return os.path.join(self.folder, kind, self.program.name)

    def c_files(self, folder):
        """The ones in `folder` that are linked."""
        names = sorted(os.path.basename(path) for path in glob.glob(f"{folder}/*.c"))
        chosen = self.program.only or names
        return [name for name in chosen if name not in self.program.without]

    def copy(self, folder, protected):
        os.makedirs(folder)
        for under in self.program.under:
            for path in glob.glob(os.path.join(self.source, under, "*.[ch]")):
                shutil.copy(path, folder)
        if protected:
            patch = self.program.path(self.program.patch)
            run(["patch", "-s", "-p1", "-d", folder, "-i", patch])
            for name in self.program.added:
                shutil.copy(self.program.path(name), folder)

    def compile_commands(self, folder, plugin):
        """One for each C file; `plugin` is the compiler's flags for it."""
        program = self.program
        flags = ["-O2", "-w", *program.flags, "-I.", f"-I{ROOT}/include", f"-I{program.home}"]
        clang = self.tools.tool("clang")
        return [
            [clang, *flags, *plugin, "-c", name, "-o", name[:-2] + ".o"]
            for name in self.c_files(folder)
        ]

    def plugin_flags(self, variant, counts=False):
        policy = self.program.path(self.program.policy)
        return self.tools.plugin_flags(variant.options, policy, "call" if counts else "pku")

    def build(self, variant, counts=False):
        program = self.program
        out = self.executable(variant, counts)
        folder = os.path.dirname(out)
        protected = variant.options is not None
        self.copy(folder, protected)
        commands = self.compile_commands(folder, self.plugin_flags(variant, counts))
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda command: run(command, cwd=folder), commands))
        objects = [command[-1] for command in commands]
        clang = self.tools.tool("clang")
        link = [clang, "-O2", f"-I{ROOT}/include", "-I.", f"-I{program.home}", *objects]
        if counts:
            link += [os.path.join(FOLDER, "count_switches.c")]
            link += ["-Wl,--wrap=__kpkeys_enter", "-Wl,--wrap=__kpkeys_leave"]
        if protected:
            link.append(self.tools.runtime)
        run([*link, *program.libraries, "-lpthread", "-o", out], cwd=folder)

    def build_all(self, variants):
        for variant in variants:
            self.build(variant)
            if variant is not BASE:
                self.build(variant, counts=True)
        self.build(UNGUARDED)
