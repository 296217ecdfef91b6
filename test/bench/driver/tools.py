# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The compiler, the plugin and the commands that are run."""

import os
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))


class Failed(Exception):
    """A command that had to succeed did not; the text says which and how."""


def run(command, statuses=(0,), timeout=600, **keywords):
    """The finished command; its output is kept unless `keywords` say otherwise."""
    keywords.setdefault("stdout", subprocess.PIPE)
    keywords.setdefault("stderr", subprocess.PIPE)
    done = subprocess.run(command, text=True, timeout=timeout, check=False, **keywords)
    if done.returncode not in statuses:
        said = "\n".join((text or "")[-2000:] for text in (done.stdout, done.stderr))
        shown = " ".join(map(str, command))
        raise Failed(f"status {done.returncode}: {shown}\n{said.strip()}")
    return done


class Tools:
    """Of one LLVM and one build tree."""

    def __init__(self, llvm, build):
        self.llvm = llvm
        self.build = os.path.abspath(build)
        self.plugin = os.path.join(self.build, "lib", f"KpkeysClang-{llvm}.so")
        self.runtime = os.path.join(self.build, "lib", "libkpkeys_rt.a")
        self.count = os.path.join(self.build, "bin", "kpkeys-count")
        for needed in (self.plugin, self.runtime, self.count):
            if not os.path.exists(needed):
                raise Failed(f"no {needed}: build preset llvm-{llvm} first")

    def tool(self, name):
        return f"/usr/lib/llvm-{self.llvm}/bin/{name}"

    def plugin_flags(self, options, policy=None, target="pku"):
        """Of the compiler; `options` of the plugin, None to leave it out."""
        if options is None:
            return []
        options = [f"target={target}", *options]
        if policy:
            options.append(f"policy={policy}")
        return [f"-fplugin={self.plugin}"] + [f"-fplugin-arg-kpkeys-{o}" for o in options]
