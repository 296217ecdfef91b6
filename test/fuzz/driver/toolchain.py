# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How programs are built: one Toolchain for each LLVM, and the ways in which
builds vary."""

import os
import subprocess
from dataclasses import dataclass

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
INPUTS = os.path.join(HERE, "Inputs")
LEVELS = ["O0", "O1", "O2", "O3", "Os"]

POLICY = """\
pkeys: {{ default: 0, alpha: 1, beta: 2, gamma: 3 }}
levels:
  default: {{ default: rwx, alpha: {read}, beta: {read}, gamma: {read} }}
  alpha: {{ default: rwx, alpha: rw, beta: r, gamma: r }}
  beta: {{ default: rwx, alpha: r, beta: rw, gamma: r }}
  all: {{ default: rwx, alpha: rw, beta: rw, gamma: rw }}
domains:
  alpha: {{ pkey: alpha }}
  beta: {{ pkey: beta }}
  gamma: {{ pkey: gamma, write-level: all }}
register: {register}
"""


def policy_text(register, protect, secret=False):
    """`protect` lists (type, domain). Of what is secret, reads need windows."""
    text = POLICY.format(register=register, read="none" if secret else "r")
    if protect:
        text += "protect:\n"
        for name, domain in protect:
            text += f'  - {{ type: "{name}", domain: {domain} }}\n'
    return text


@dataclass(frozen=True)
class Variation:
    """What differs from group to group, so that every run has all of them. A
    seed always has the same one."""

    windows: tuple
    register: str
    target: str
    flags: tuple
    secret: bool = False

    FLAGS = (
        (),
        ("-g",),
        ("-march=native",),
        ("-fPIC", "-g"),
        ("-ftrivial-auto-var-init=pattern",),
        ("-fno-strict-aliasing", "-funroll-loops"),
        ("-fstack-protector-strong", "-fno-omit-frame-pointer"),
    )

    @staticmethod
    def of_group(group):
        return Variation(
            ("strict", "per-access"),
            ["shared", "owned"][group // 2 % 2],
            ["pku", "pku", "pku", "call", "pku", "pku", "pku", "sim"][group % 8],
            Variation.FLAGS[group % len(Variation.FLAGS)],
        )


class Failed(Exception):
    """A build that did not succeed; the text is what it printed."""


def run(command, timeout=600, **keywords):
    """(exit status, output); a timeout is status -1."""
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
            **keywords,
        )
    except subprocess.TimeoutExpired:
        return -1, "timeout: " + " ".join(command)
    return done.returncode, done.stdout


class Toolchain:
    def __init__(self, major, emulate, scratch, build=None):
        self.major = major
        self.emulate = emulate  # protection keys, see Inputs/emulated_pku.c
        self.build = build or os.path.join(ROOT, "build", f"llvm-{major}")
        self.clang = f"/usr/lib/llvm-{major}/bin/clang"
        self.scratch = os.path.join(scratch, f"llvm-{major}")
        self.plugin = os.path.join(self.build, "lib", f"KpkeysClang-{major}.so")
        self.runtime = os.path.join(self.build, "lib", "libkpkeys_rt.a")
        self.verifier = os.path.join(self.build, "bin", "kpkeys-verify")
        for needed in (self.clang, self.plugin, self.runtime, self.verifier):
            if not os.path.exists(needed):
                raise Failed(f"{needed} is missing: build LLVM {major} first")
        os.makedirs(self.scratch, exist_ok=True)

    def compile(self, source, output, *flags):
        folders = [INPUTS, os.path.join(ROOT, "include"), "/usr/include/csmith"]
        include = [f"-I{folder}" for folder in folders]
        status, text = run(
            [self.clang, "-w", *include, "-c", source, "-o", output, *flags]
        )
        if status:
            raise Failed(text)

    def plugin_flags(self, policy, windows="strict", target="pku"):
        option = "-fplugin-arg-kpkeys-"
        return [
            f"-fplugin={self.plugin}",
            f"{option}policy={policy}",
            f"{option}windows={windows}",
            f"{option}escape=error",
            f"{option}target={target}",
        ]

    def verify(self, path):
        """The findings of kpkeys-verify, a line each."""
        status, text = run([self.verifier, path])
        lines = text.splitlines()
        if status == 0:
            return []
        return [line for line in lines if " error: " in line] or lines[-1:]

    def prepare(self):
        """Builds the runner: one for programs with windows, which bring their
        policy, and for either register mode one for programs without."""
        runner = os.path.join(INPUTS, "runner.c")
        edge = os.path.join(INPUTS, "edge.c")
        self.compile(runner, self.object("runner"), "-O1")
        self.compile(edge, self.object("first"), "-DFUZZ_FIRST")
        self.compile(edge, self.object("last"))
        if self.emulate:
            self.compile(
                os.path.join(INPUTS, "emulated_pku.c"),
                self.object("emulated"),
                "-O1",
                f"-I{os.path.join(ROOT, 'lib', 'Runtime')}",
            )
        policy = os.path.join(self.scratch, "policy.yaml")
        with open(policy, "w") as out:
            out.write(policy_text("shared", []))
        self.compile(
            runner,
            self.object("keyer"),
            "-O1",
            "-DFUZZ_KEY_PAGES",
            *self.plugin_flags(policy),
        )

    def object(self, name):
        return os.path.join(self.scratch, name + ".o")

    def link(self, objects, output):
        if self.emulate:
            objects = [*objects, self.object("emulated")]
        status, text = run(
            [self.clang, *objects, self.runtime, "-latomic", "-o", output]
        )
        if status:
            raise Failed(text)

    def link_windows(self, program, output):
        self.link([program, self.object("runner")], output)

    def link_twin(self, program, output):
        parts = [self.object("first"), program, self.object("last")]
        self.link([*parts, self.object("keyer")], output)
