# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the real programs are given to do, and what that takes them."""

import glob
import os
import signal
import subprocess
import tempfile

from driver import programs
from driver.client import Client, drive
from driver.tools import Failed
from driver.variants import BASE, OF_PROGRAMS, UNGUARDED

SCRIPTS = os.path.join(programs.FOLDER, "lua")


class Died(Failed):
    def __init__(self, process):
        super().__init__(f"{process.args}: status {process.returncode}")
        self.status = process.returncode


class Ended:
    """A program that has run: what it wrote, and its own time in seconds."""

    def __init__(self, process, output):
        # Not Popen's own wait, which does not tell the time.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Died(process)
        self.seconds = usage.ru_utime + usage.ru_stime
        self.output = output


class Script:
    """A Lua script."""

    def __init__(self, path):
        self.name = "lua " + os.path.splitext(os.path.basename(path))[0]
        self.program = programs.LUA
        self.path = path

    def run(self, executable, environment):
        with tempfile.TemporaryFile() as out:
            process = subprocess.Popen([executable, self.path], stdout=out, env=environment)
            ended = Ended(process, None)
            out.seek(0)
            ended.output = out.read()
        return ended


class Packing:
    """minigzip, one way or the other."""

    def __init__(self, name, arguments, data):
        self.name = name
        self.program = programs.MINIGZIP
        self.arguments = arguments
        self.data = data

    def run(self, executable, environment):
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out:
            source.write(self.data)
            source.seek(0)
            process = subprocess.Popen(
                [executable, *self.arguments], stdin=source, stdout=out, env=environment
            )
            ended = Ended(process, None)
            out.seek(0)
            ended.output = out.read()
        return ended


class Serving:
    """memcached, and a client that always asks the same."""

    name = "memcached"
    program = programs.MEMCACHED

    def __init__(self, requests):
        self.requests = requests

    def run(self, executable, environment):
        with tempfile.TemporaryDirectory() as folder:
            socket = os.path.join(folder, "socket")
            command = [executable, "-u", "root", "-s", socket, "-t", "1", "-m", "64"]
            process = subprocess.Popen(command, env=environment)
            output, trouble = None, None
            try:
                output = drive(Client(socket, process), self.requests)
            except (Failed, OSError) as failure:
                trouble = failure
            os.kill(process.pid, signal.SIGINT)
            ended = Ended(process, output)  # its own trouble comes first
            if trouble:
                raise Failed(f"memcached: {trouble}")
            return ended


def workloads(quick, builds):
    """All of them; `builds` has the fetched sources, by program name."""
    every = [Script(path) for path in sorted(glob.glob(f"{SCRIPTS}/*.lua"))]
    if "minigzip" in builds:
        text = b""
        for path in sorted(glob.glob(os.path.join(builds["minigzip"].source, "*.[ch]"))):
            with open(path, "rb") as file:
                text += file.read()
        compress = Packing("zlib compress", ["-6"], text if quick else text * 4)
        long = Packing("", ["-6"], text if quick else text * 40)
        packed = long.run(builds["minigzip"].executable(BASE), dict(os.environ)).output
        every += [compress, Packing("zlib decompress", ["-d"], packed)]
    every.append(Serving(2000 if quick else 200000))
    return [w for w in every if w.program.name in builds]


def control(workload, builds):
    """Without windows the program must die of its first protected write."""
    try:
        workload.run(builds[workload.program.name].executable(UNGUARDED), dict(os.environ))
    except Died as death:
        if death.status == -signal.SIGSEGV:
            return
    raise Failed(f"{workload.name}: nothing stops its writes outside of windows")


def switches_of(workload, builds, variant, folder):
    """Counted in one run of the build that counts."""
    path = os.path.join(folder, "switches")
    environment = dict(os.environ, BENCH_SWITCHES=path, KPKEYS_BACKEND="pku")
    workload.run(builds.executable(variant, counts=True), environment)
    with open(path) as file:
        return int(file.read())


def measure(workload, builds, rounds, folder):
    """{variant: numbers}; each round runs all variants one after the other. `builds`
    is of all programs, by name."""
    builds = builds[workload.program.name]
    times = {v.name: [] for v in OF_PROGRAMS}
    expected = None
    for _ in range(rounds):
        for v in OF_PROGRAMS:
            ended = workload.run(builds.executable(v), dict(os.environ))
            expected = ended.output if expected is None else expected
            if ended.output != expected:
                raise Failed(f"{workload.name}: {v.name} gives something else")
            times[v.name].append(ended.seconds)
    base = times[BASE.name]
    return {
        v.name: {
            "times": times[v.name],
            "ratios": [mine / theirs for mine, theirs in zip(times[v.name], base)],
            "switches": 0 if v is BASE else switches_of(workload, builds, v, folder),
        }
        for v in OF_PROGRAMS
    }
