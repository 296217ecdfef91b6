-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Sorting with a comparison in Lua: C calls back.
local state = 42
local function random()
  state = (state * 1103515245 + 12345) % 2147483648
  return state
end

local numbers = {}
for i = 1, 110000 do
  numbers[i] = random()
end
table.sort(numbers, function(a, b)
  return a > b
end)
print(numbers[1], numbers[#numbers])
