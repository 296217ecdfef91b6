# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A dot plot on a logarithmic scale, as SVG: a row for each program, a dot for
each variant."""

import math
from html import escape

COLOURS = ["#1b6ca8", "#d1495b", "#2e8b57", "#8a4fbf", "#c98a1b", "#6b7280"]
SHAPES = ["circle", "square", "diamond", "triangle", "cross", "ring"]
LEFT, RIGHT, TOP, ROW, BOTTOM, WIDTH = 130, 30, 66, 24, 48, 860
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#222}"
    ".title{font-weight:600;font-size:15px}.grid{stroke:#ddd}.one{stroke:#888}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.grid{stroke:#444}}"
)


def mark(shape, x, y, colour):
    """One dot of a variant; shapes differ for those who see no colours."""
    at = f'transform="translate({x:.1f} {y:.1f})" fill="{colour}"'
    if shape == "circle":
        return f'<circle r="5" {at}/>'
    if shape == "square":
        return f'<rect x="-4.5" y="-4.5" width="9" height="9" {at}/>'
    if shape == "diamond":
        return f'<path d="M0-6 6 0 0 6-6 0z" {at}/>'
    if shape == "triangle":
        return f'<path d="M0-6 5.5 4-5.5 4z" {at}/>'
    line = at.replace("fill=", 'fill="none" stroke-width="2.5" stroke=')
    if shape == "cross":
        return f'<path d="M-4-4 4 4M-4 4 4-4" {line}/>'
    return f'<circle r="4" {line}/>'


def dot_plot(title, axis, variants, rows):
    """`rows` is [(name, {variant: positive number})]."""
    values = [v for _, row in rows for v in row.values() if v]
    low = math.floor(math.log10(min(values + [1])))
    high = max(math.ceil(math.log10(max(values))), low + 1)
    bottom = TOP + ROW * len(rows)
    height = bottom + BOTTOM

    def at(value):
        part = (math.log10(value) - low) / (high - low)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="12" y="22">{escape(title)}</text>',
    ]
    x = LEFT
    for i, name in enumerate(variants):
        out.append(mark(SHAPES[i % 6], x, 42, COLOURS[i % 6]))
        out.append(f'<text x="{x + 11}" y="46">{escape(name)}</text>')
        x += 30 + 8 * len(name)
    for power in range(low, high + 1):
        x = at(10**power)
        kind = "one" if power == 0 else "grid"
        out.append(f'<path class="{kind}" d="M{x:.1f} {TOP - 8}V{bottom}"/>')
        label = f"{10**power:g}"
        out.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    middle = (LEFT + WIDTH) / 2
    out.append(f'<text x="{middle}" y="{bottom + 38}" text-anchor="middle">{escape(axis)}</text>')
    for i, (name, row) in enumerate(rows):
        y = TOP + ROW * i + ROW / 2
        out.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        out.append(f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        for j, variant in enumerate(variants):
            if row.get(variant):
                out.append(mark(SHAPES[j % 6], at(row[variant]), y, COLOURS[j % 6]))
    return "\n".join([*out, "</svg>"]) + "\n"
