-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: goto, loops of both number kinds and their overflow, varargs,
-- multiple assignment, integer division of labour between int and float.
for i = 1, 3 do
  for j = 1, 3 do
    if j == 2 then goto continue end
    io.write(i, ",", j, " ")
    ::continue::
  end
end
print()
do
  local i = 1
  ::top::
  if i <= 5 then io.write(i, " "); i = i + 1; goto top end
  print()
end
for i = 10, 1, -3 do io.write(i, " ") end
for x = 0, 1, 0.25 do io.write(x, " ") end
for i = math.maxinteger - 1, math.maxinteger do io.write(i, " ") end
for i = 3, 1 do io.write("never") end
print()
local function v(...)
  local a, b = ...
  return select("#", ...), a, b, ...
end
print(v(), (v(1, 2, 3)))
print(v(nil, nil), v("x"))
local x, y, z = (function() return 1, 2, 3 end)()
x, y, z = z, x, y
print(x, y, z)
local t = {v(7, 8, 9), v(7, 8, 9)}
print(#t)
local n = 0
repeat local done = n >= 5; n = n + 1 until done
while true do n = n + 1; if n > 20 then break end end
print(n)
print(1 and 2, nil and 1, false or "d", not nil, 1 == 1.0, "1" == 1, nil == false)
print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7.5 // 2, -7.5 % 2, 5 % math.huge, -5 % math.huge)
print(3 | 4, 6 & 3, 5 ~ 1, ~0, 1 << 63, 1 << 64, -1 >> 60, 2 ^ 10, 10 / 2)
print(math.maxinteger + 1 == math.mininteger, math.mininteger // -1, math.maxinteger * 2)
print(1e308 * 10, -1e308 * 10, 3 == 3.0000000000000001, 2^53 == 2^53 + 1)
local big = {}
for i = 1, 300 do big[i] = ("local a%d = %d"):format(i, i) end
print(load(table.concat(big, "\n")))
print(select("#", load("return " .. ("1,"):rep(240) .. "1")()))
