-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Tables of tables, read and written by index.
local size = 170
local function matrix(seed)
  local rows = {}
  for i = 1, size do
    local row = {}
    for j = 1, size do
      row[j] = (i * seed + j) % 17
    end
    rows[i] = row
  end
  return rows
end

local a, b, sum = matrix(3), matrix(5), 0
for i = 1, size do
  local row = a[i]
  for j = 1, size do
    local cell = 0
    for k = 1, size do
      cell = cell + row[k] * b[k][j]
    end
    sum = sum + cell
  end
end
print(sum)
