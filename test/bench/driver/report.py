# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables of what was measured."""

from statistics import median

from driver.kernels import Numbers
from driver.stats import geometric_mean
from driver.table import Table, number
from driver.variants import BASE, COMPILED, HAND, MPROTECT, OF_KERNELS, OF_PROGRAMS

# In the order of how they are compared, not of the alphabet.
GUARDED = [v for v in OF_KERNELS if v is not BASE]
WITH_KEYS = [v for v in GUARDED if v is not MPROTECT]


def exposure(numbers):
    """The foreign part of the stores in windows, or None without windows."""
    return numbers.foreign / numbers.stores if numbers.stores else None


def kernel_table(title, kernels, variants, shown, mean=None, notes=()):
    """A row for each kernel; `shown` makes a cell of Numbers, `mean` a row of the
    numbers of one variant."""
    rows = [
        [name, *(shown(numbers[v.name]) for v in variants)]
        for name, numbers in kernels.items()
    ]
    last = mean and [mean[0], *(mean[1](v) for v in variants)]
    return Table(title, ["kernel", *(v.name for v in variants)], rows, last, list(notes))


def switches_over(kernels, variant, other):
    """Geometric mean of the switches as a part of the other variant's."""
    return geometric_mean(
        numbers[variant.name].switches / numbers[other.name].switches
        for numbers in kernels.values()
    )


def kernel_tables(kernels):
    def over_hand(variant):
        return number(switches_over(kernels, variant, HAND))

    def mean_time(variant):
        ratios = (median(n[variant.name].ratios) for n in kernels.values())
        return number(geometric_mean(ratios))

    def total_exposure(variant):
        every = [n[variant.name] for n in kernels.values()]
        stores = sum(n.stores for n in every)
        return number(100 * sum(n.foreign for n in every) / stores, 1, " %") if stores else "-"

    def exposed(numbers):
        part = exposure(numbers)
        cell = "-" if part is None else number(100 * part, 1, " %")
        calls = f", {numbers.calls} call{'s' * (numbers.calls > 1)}"
        return cell + calls if numbers.calls else cell

    def over_base(field):
        def mean(variant):
            return number(
                geometric_mean(
                    getattr(n[variant.name], field) / getattr(n[BASE.name], field)
                    for n in kernels.values()
                )
            )

        return ("geometric mean over unprotected", mean)

    return [
        kernel_table(
            "Switches of one run",
            kernels,
            GUARDED,
            lambda n: number(n.switches),
            ("geometric mean over hand", over_hand),
            ["Of mprotect: system calls."],
        ),
        kernel_table(
            "Time of one run, over the unprotected one's",
            kernels,
            GUARDED,
            lambda n: number(median(n.ratios)),
            ("geometric mean", mean_time),
        ),
        kernel_table(
            "Exposure: foreign part of the stores in windows, and calls in them",
            kernels,
            WITH_KEYS,
            exposed,
            ("all kernels", total_exposure),
        ),
        kernel_table(
            "Instructions of one run",
            kernels,
            OF_KERNELS,
            lambda n: number(n.instructions),
            over_base("instructions"),
        ),
        kernel_table(
            "Bytes of code", kernels, OF_KERNELS, lambda n: number(n.size), over_base("size")
        ),
        kernel_table(
            "Nanoseconds of one run",
            kernels,
            OF_KERNELS,
            lambda n: number(median(n.times), 1),
        ),
    ]


def splits_table(splits):
    """`splits` is {kernel: {variant: [(line, text)]}}."""
    rows = []
    for kernel, found in splits.items():
        modes = {}
        for variant, places in found.items():
            for place in places:
                modes.setdefault(tuple(place), []).append(variant)
        rows += [
            [f"{kernel}.c:{line}", ", ".join(modes[line, text]), text]
            for line, text in sorted(modes)
        ]
    return Table("What keeps windows apart", ["place", "mode", "remark"], rows, texts=3)


def nearer_than_block(means):
    """How many times nearer to 1 each mode is than block; `means` by mode."""
    block = means["block"] - 1
    parts = [
        f"{name} {number(block / (mean - 1))} times"
        for name, mean in means.items()
        if name != "block" and mean > 1
    ]
    return "Nearer to 1.0 than block: " + ", ".join(parts) + "."


def program_tables(programs):
    """`programs` is {name: {variant: {"switches": n, "ratios": [...], ...}}}."""
    compiled = [v for v in OF_PROGRAMS if v is not BASE]
    header = ["program", *(v.name for v in compiled)]

    def rows(shown):
        return [
            [name, *(shown(results[v.name]) for v in compiled)]
            for name, results in programs.items()
        ]

    means = {
        v.name: geometric_mean(median(r[v.name]["ratios"]) for r in programs.values())
        for v in compiled
    }
    seconds = [
        [name, *(number(median(results[v.name]["times"])) for v in OF_PROGRAMS)]
        for name, results in programs.items()
    ]
    return [
        Table(
            "Time of real programs, over the unprotected build's",
            header,
            rows(lambda r: number(median(r["ratios"]))),
            ["geometric mean", *map(number, means.values())],
            [nearer_than_block(means)],
        ),
        Table("Switches of real programs, in thousands", header,
              rows(lambda r: number(r["switches"] / 1000, 1))),
        Table("Seconds", ["program", *(v.name for v in OF_PROGRAMS)], seconds),
    ]


def compile_table(compiled):
    """`compiled` is {what: {variant: [ratio of user times, ...]}}."""
    rows = []
    for what, ratios in compiled.items():
        for variant, values in ratios.items():
            spread = f"{number(min(values), 3)} to {number(max(values), 3)}"
            rows.append([what, variant, number(median(values), 3), spread])
    header = ["files of", "protected", "time over without plugin", "all pairs"]
    return Table("User time of the compiler", header, rows, texts=2)


def summary(kernels):
    """The numbers that the modes are judged by."""
    clean = [
        numbers
        for numbers in kernels.values()
        if numbers[HAND.name].foreign == 0 and numbers[HAND.name].calls == 0
    ]
    block = next(v for v in COMPILED if v.name == "block")

    def equal(variant):
        """(its numbers, those of hand guards) where both switch as often."""
        pairs = [(n[variant.name], n[HAND.name]) for n in kernels.values()]
        return [(mine, hand) for mine, hand in pairs if mine.switches == hand.switches]

    def most(variant):
        return max((n[variant.name].switches / n[HAND.name].switches for n in clean), default=None)

    def foreign(variant):
        return sum(n[variant.name].foreign for n in kernels.values())

    def instructions(variant):
        return geometric_mean(m.instructions / h.instructions for m, h in equal(variant))

    def time(variant):
        return geometric_mean(median(m.times) / median(h.times) for m, h in equal(variant))

    lines = [
        ("switches over hand guards, geometric mean", lambda v: switches_over(kernels, v, HAND)),
        ("the most, where hand guards hold nothing foreign", most),
        ("switches over block, geometric mean", lambda v: switches_over(kernels, v, block)),
        ("foreign stores executed in windows", foreign),
        ("kernels with as many switches as hand guards", lambda v: len(equal(v))),
        ("instructions over hand guards, in these", instructions),
        ("time over hand guards, in these", time),
    ]
    header = ["over all kernels", *(v.name for v in COMPILED)]
    rows = [[text, *(number(value(v)) for v in COMPILED)] for text, value in lines]
    return Table("How the compiler's modes do", header, rows)


def numbers_of(results):
    """Of the kernels, {name: {variant: Numbers}}."""
    return {
        name: {v: Numbers(**numbers) for v, numbers in by_variant.items()}
        for name, by_variant in results.get("kernels", {}).items()
    }


def tables(results):
    """Of all parts that were measured."""
    found = []
    if "kernels" in results:
        measured = numbers_of(results)
        found += [summary(measured), *kernel_tables(measured)]
        found.append(splits_table(results["splits"]))
    if "programs" in results:
        found += program_tables(results["programs"])
    if "compile" in results:
        found.append(compile_table(results["compile"]))
    return found
