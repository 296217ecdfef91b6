# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables, as text and as Markdown."""

from dataclasses import dataclass, field


def number(value, digits=2, suffix=""):
    """Three significant digits or so; nothing for None."""
    if value is None:
        return "-"
    if isinstance(value, int):
        return f"{value}{suffix}"
    if abs(value) >= 100:
        digits = 0
    elif abs(value) >= 10:
        digits = min(digits, 1)
    return f"{value:.{digits}f}{suffix}"


@dataclass
class Table:
    """The first `texts` columns are text, the others numbers. `last` is set apart."""

    title: str
    header: list
    rows: list
    last: list = None
    notes: list = field(default_factory=list)
    texts: int = 1

    def all_rows(self):
        return self.rows + ([self.last] if self.last else [])

    def text(self):
        lines = [self.header, *self.all_rows()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.header))]

        def shown(line):
            cells = [
                cell.ljust(width) if i < self.texts else cell.rjust(width)
                for i, (cell, width) in enumerate(zip(line, widths))
            ]
            return "  ".join(cells).rstrip()

        rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
        out = [self.title, rule, shown(self.header), rule]
        out += [shown(row) for row in self.rows]
        if self.last:
            out += [rule, shown(self.last)]
        return "\n".join(out + self.notes) + "\n"

    def markdown(self):
        out = [f"**{self.title}**", "", "| " + " | ".join(self.header) + " |"]
        out.append("|" + "---|" * self.texts + "---:|" * (len(self.header) - self.texts))
        out += ["| " + " | ".join(row) + " |" for row in self.rows]
        if self.last:
            out.append("| " + " | ".join(f"*{cell}*" for cell in self.last) + " |")
        return "\n".join(out + [""] + self.notes) + "\n"
