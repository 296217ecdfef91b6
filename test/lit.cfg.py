# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lit configuration: substitutions, features and the rings.

A test may use, besides lit's own %s, %t, %S:
  %clang %clangxx %opt-plain     the tools of the LLVM under test
  %kpkeys %kpkeysxx              clang with the plugin, default target
  %kpkeys-<target> %kpkeysxx-<target>
                                 the same with target= and a fitting triple,
                                 one for each name in TARGETS
  %run_target                    a target whose programs run here: pku, or sim
  %pku                           put before a program that needs protection keys;
                                 runs it in the guest of tools/pku-guest.sh when
                                 KPKEYS_EMULATE=pku is set
  %kpkeys_cc1                    clang -cc1 with the plugin, for -verify
  %opt                           opt with the passes loaded
  %plugin %passes                the two shared objects
  %code                          a filter for assembly: leaves the records out
  %link %kpkeys-link             clang with its own ld.lld; with the passes
  %kpkeys_rt_lib %include        the runtime archive; the public headers
  %inputs %src %build            test/Inputs, the source and build trees
  %cmake %python                 the programs
  %cc-gcc %aarch64-gcc           gcc for this machine and for AArch64
  %llvm_major %llvm_prefix       of the LLVM under test
  %other_clang %other_major      another supported LLVM, feature other-llvm
  %libomp                        the folder of the OpenMP runtime, feature openmp
  %browser-python                a Python that drives Chromium, feature browser
  %shlibext                      .so

Features are found by trying. One that is missing makes its tests UNSUPPORTED
and says why; name it in KPKEYS_REQUIRE (environment or --param; separated by
commas; `packages` means all that installing packages can give) to make that
an error instead.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import lit.formats
import lit.util

RINGS = [
    "Frontend",
    "Analysis",
    "Transforms",
    "Target",
    "Audit",
    "Loader",
    "LTO",
    "Runtime",
    "Tools",
    "Docs",
    "Lua",
    "Zlib",
    "Sqlite",
    "Linux",
]

# name -> flags beside -fplugin-arg-kpkeys-target=
TARGETS = {
    "pku": "--target=x86_64-linux-gnu",
    "pks": "--target=x86_64-linux-gnu",
    "poe-el0": "--target=aarch64-linux-gnu",
    "poe-el1": "--target=aarch64-linux-gnu",
    "poe-el2": "--target=aarch64-linux-gnu",
    "poe2-el0": "--target=aarch64-linux-gnu",
    "poe2-el1": "--target=aarch64-linux-gnu",
    "amr": "--target=powerpc64le-linux-gnu",
    "call": "--target=x86_64-linux-gnu",
    "sim": "--target=x86_64-linux-gnu",
}

config.name = "kpkeys-llvm-%d" % config.llvm_major
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".mm", ".ll", ".s", ".test"]
config.excludes = ["Inputs", "guests", "scripts", "unit", "bench", "fuzz", "torture"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.kpkeys_build_dir, "test")

# The LLVM under test comes first, so that FileCheck, not, split-file,
# llvm-objdump and the rest are its own. Nothing else of the caller's
# environment decides a result.
config.environment["PATH"] = os.pathsep.join(
    [config.llvm_tools_dir, config.kpkeys_bin_dir, config.environment["PATH"]]
)
config.environment["LC_ALL"] = "C"


def tool(name):
    """The LLVM under test's own tool."""
    return os.path.join(config.llvm_tools_dir, name)


def built(stem):
    """A loadable product of this build, for this LLVM."""
    return os.path.join(
        config.kpkeys_lib_dir, "%s-%d%s" % (stem, config.llvm_major, config.shlibext)
    )


def other_llvm():
    """(major, clang) of another supported LLVM on this machine, or None."""
    for major in config.llvm_majors:
        clang = "/usr/lib/llvm-%d/bin/clang" % major
        if major != config.llvm_major and os.path.exists(clang):
            return major, clang
    return None


def libomp():
    """The folder of LLVM's OpenMP runtime, any version's, or None."""
    for major in config.llvm_majors:
        folder = "/usr/lib/llvm-%d/lib" % major
        if os.path.exists(os.path.join(folder, "libomp.so")):
            return folder
    return None


# ---- substitutions -------------------------------------------------------


def substitutions():
    clang = tool("clang")
    load = "-fplugin=" + built("KpkeysClang")
    resource_include = os.path.join(
        os.path.dirname(config.llvm_tools_dir), "lib", "clang", str(config.llvm_major)
    )
    root = config.kpkeys_source_dir
    subs = {
        "clang": clang,
        "clangxx": tool("clang++"),
        "opt-plain": tool("opt"),
        "opt": "%s -load-pass-plugin=%s" % (tool("opt"), built("KpkeysPasses")),
        "kpkeys": "%s %s" % (clang, load),
        "kpkeysxx": "%s %s" % (tool("clang++"), load),
        "kpkeys_cc1": "%s -cc1 -load %s -internal-isystem %s/include"
        % (clang, built("KpkeysClang"), resource_include),
        "link": clang + " -fuse-ld=lld",
        "kpkeys-link": "%s -fuse-ld=lld -Wl,--load-pass-plugin=%s"
        % (clang, built("KpkeysPasses")),
        "plugin": built("KpkeysClang"),
        "passes": built("KpkeysPasses"),
        "kpkeys_rt_lib": os.path.join(config.kpkeys_lib_dir, "libkpkeys_rt.a"),
        "include": os.path.join(root, "include"),
        "inputs": os.path.join(root, "test", "Inputs"),
        "code": "sed -f " + os.path.join(root, "test", "Inputs", "without-records.sed"),
        "src": root,
        "build": config.kpkeys_build_dir,
        "cmake": config.cmake,
        "python": sys.executable,
        "cc-gcc": "gcc",
        "aarch64-gcc": "aarch64-linux-gnu-gcc",
        "llvm_major": str(config.llvm_major),
        "llvm_prefix": os.path.dirname(config.llvm_tools_dir),
        "shlibext": config.shlibext,
    }
    for name, flags in TARGETS.items():
        options = "%s -fplugin-arg-kpkeys-target=%s %s" % (load, name, flags)
        subs["kpkeys-" + name] = clang + " " + options
        subs["kpkeysxx-" + name] = tool("clang++") + " " + options
    other = other_llvm()
    if other:
        subs["other_major"], subs["other_clang"] = str(other[0]), other[1]
    if libomp():
        subs["libomp"] = libomp()
    return subs


# Whole words only: %kpkeys is not the start of %kpkeys-pku, nor %s of %src.
for name, text in substitutions().items():
    config.substitutions.append(("%" + name + r"(?![\w-])", text))

# ---- features ------------------------------------------------------------


pku_guest = []
if os.environ.get("KPKEYS_EMULATE") == "pku":
    script = os.path.join(config.kpkeys_source_dir, "tools", "pku-guest.sh")
    pku_guest = ["bash", script, "run"]
config.substitutions.append((r"%pku(?![\w-])", " ".join(pku_guest)))


def pku_missing(guest, name="pku-probe"):
    """What a probe says is missing here, or in the guest, or None."""
    probe = os.path.join(config.kpkeys_source_dir, "tools", "lib", name + ".c")
    with tempfile.TemporaryDirectory() as scratch:
        program = os.path.join(scratch, "pku-probe")
        subprocess.run([tool("clang"), "-O1", "-o", program, probe], check=True)
        run = subprocess.run(guest + [program], stdout=subprocess.PIPE, text=True)
    if run.returncode == 0:
        return None
    return run.stdout.strip() or "the probe ended with %d" % run.returncode


def programs_missing(*names):
    """Why a feature made of programs is missing, or None."""
    absent = [name for name in names if not shutil.which(name)]
    return "not installed: " + ", ".join(absent) if absent else None


def browser_missing():
    """Why no page can be looked at, or None. The package is the system's."""
    missing = programs_missing("chromium", "chromedriver", SYSTEM_PYTHON)
    if missing:
        return missing
    check = [SYSTEM_PYTHON, "-c", "import selenium"]
    found = subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0
    return None if found else "not installed: python3-selenium"


SYSTEM_PYTHON = "/usr/bin/python3"
config.substitutions.append((r"%browser-python(?![\w-])", SYSTEM_PYTHON))

# What installing packages can give, with why it is missing (or None).
packaged = {
    "gcc": programs_missing("gcc"),
    "other-llvm": None if other_llvm() else "no other supported LLVM installed",
    "openmp": None if libomp() else "no libomp.so of a supported LLVM installed",
    "qemu-x86_64": programs_missing("qemu-system-x86_64"),
    "qemu-aarch64-system": programs_missing("qemu-system-aarch64"),
    "qemu-aarch64-user": programs_missing("qemu-aarch64"),
    "aarch64-cross": programs_missing("aarch64-linux-gnu-gcc"),
    "browser": browser_missing(),
}
# Torture suites are brought by whoever has them.
torture = os.environ.get("KPKEYS_TORTURE_DIR", "")
torture_missing = next(
    (
        "no %s in KPKEYS_TORTURE_DIR (%s)" % (suite, torture or "not set")
        for suite in ("gcc", "c-testsuite")
        if not os.path.isdir(os.path.join(torture, suite))
    ),
    None,
)
config.substitutions.append((r"%torture_dir(?![\w-])", torture))
features = dict(packaged, pku=pku_missing(pku_guest), torture=torture_missing)
# Faults at levels that cannot write ordinary memory reach their handlers.
features["pku-signals"] = features["pku"] or pku_missing(pku_guest, "pku-signal-probe")
features["native-pku"] = "emulated only" if pku_guest else features["pku"]

required = lit_config.params.get(
    "KPKEYS_REQUIRE", os.environ.get("KPKEYS_REQUIRE", "")
).split(",")
required = {name.strip() for name in required if name.strip()}
if "packages" in required:
    required = (required - {"packages"}) | set(packaged)
for name in sorted(required - set(features)):
    lit_config.fatal(
        "KPKEYS_REQUIRE: unknown feature '%s'; known: packages, %s"
        % (name, ", ".join(sorted(features)))
    )

run_target = "sim" if pku_guest or features["pku"] else "pku"
config.substitutions.append((r"%run_target(?![\w-])", run_target))
config.available_features.add("llvm-%d" % config.llvm_major)
if config.llvm_major == max(config.llvm_majors):
    config.available_features.add("newest-llvm")
if config.sanitize:
    config.available_features.add("sanitize")
for name, reason in sorted(features.items()):
    if reason is None:
        config.available_features.add(name)
    elif name in required:
        lit_config.fatal("feature %s is required, but %s" % (name, reason))
    else:
        lit_config.note("SKIPPING tests that need %s: %s" % (name, reason))

# ---- safety nets ---------------------------------------------------------

# A guest that hangs must not hang the run.
if lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = lit_config.maxIndividualTestTime or 900
else:
    lit_config.note("no time limit for each test: python3-psutil is missing")

# A folder outside the rings would be run but not counted by tools/check.sh.
for entry in os.scandir(config.test_source_root):
    known = RINGS + list(config.excludes) + ["__pycache__"]
    if entry.is_dir() and entry.name not in known:
        lit_config.fatal("test/%s is in no ring; see RINGS in lit.cfg.py" % entry.name)
