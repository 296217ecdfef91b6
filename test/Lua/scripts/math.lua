-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: integer and float arithmetic, conversions, the math library, and
-- number crunching in long loops.
print(math.type(1), math.type(1.0), math.type("1"), math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"))
print(math.floor(3.7), math.ceil(3.2), math.floor(-3.7), math.fmod(-7, 3), math.abs(math.mininteger), math.ult(1, -1))
print(math.max(1, 5, 3), math.min(2.5, 1), pcall(math.max))
print(("%.12g %.12g %.12g %.12g"):format(math.sin(1), math.cos(1), math.exp(1), math.log(10)))
print(math.log(8, 2), math.log(1000, 10), math.sqrt(2) ^ 2, math.pi, math.modf(3.7), math.modf(-1 / 0))
print(tonumber("0x1p4"), tonumber("1e2"), tonumber("  12  "), tonumber("1 2"), tonumber("z", 36), tonumber("777", 8), tonumber("9", 8))
print(pcall(math.floor, "x"), pcall(math.random, 0, -1), pcall(tonumber, 1, 99))
math.randomseed(42, 7)
local r = {}
for i = 1, 8 do r[i] = math.random(1, 1000) end
print(table.concat(r, " "))
print(("%.10f"):format(math.random()))

local sieve, count = {}, 0
for i = 2, 20000 do
  if not sieve[i] then
    count = count + 1
    for j = i * i, 20000, i do sieve[j] = true end
  end
end
print(count)
local h = 0
for i = 1, 100000 do h = (h * 31 + i) & 0xffffffff; h = h ~ (h >> 7) end
print(h)
local inside = 0
for i = 0, 99 do
  for j = 0, 99 do
    local cx, cy, zx, zy, k = i / 40 - 2, j / 40 - 1.25, 0.0, 0.0, 0
    while k < 30 and zx * zx + zy * zy < 4 do zx, zy, k = zx * zx - zy * zy + cx, 2 * zx * zy + cy, k + 1 end
    if k == 30 then inside = inside + 1 end
  end
end
print(inside)
local s = 0.0
for i = 1, 100000 do s = s + 1 / i end
print(("%.12f"):format(s))
print(9007199254740993, 2^63, -2^63, math.mininteger, 0x7fffffffffffffff, 0xffffffffffffffff, 1e1000)
