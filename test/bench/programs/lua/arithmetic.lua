-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Floating point in nested loops: the interpreter's state is hardly touched.
local size, limit = 400, 100
local inside = 0
for row = 0, size - 1 do
  for column = 0, size - 1 do
    local cr, ci = 3 * column / size - 2, 2 * row / size - 1
    local zr, zi, steps = 0, 0, 0
    while steps < limit and zr * zr + zi * zi < 4 do
      zr, zi = zr * zr - zi * zi + cr, 2 * zr * zi + ci
      steps = steps + 1
    end
    if steps == limit then
      inside = inside + 1
    end
  end
end
print(inside)
