-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Words are taken apart, counted and put together.
local text = ("the quick brown fox jumps over the lazy dog and runs away "):rep(400)
local counts, out = {}, {}
for pass = 1, 40 do
  for word in text:gmatch("%a+") do
    counts[word] = (counts[word] or 0) + 1
    out[#out + 1] = word:upper() .. pass
  end
end
local names = {}
for name, count in pairs(counts) do
  names[#names + 1] = name .. "=" .. count
end
table.sort(names)
print(table.concat(names, " "))
print(#table.concat(out, "-"))
