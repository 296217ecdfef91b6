-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: array and hash parts grow, shrink and rehash; next, table library,
-- move, pack and unpack, length with holes at the end.
local t = {}
for i = 1, 10000 do t[i] = i * i end
print(#t, t[1], t[5000], t[10000])
for i = 10000, 5001, -1 do t[i] = nil end
print(#t)
for i = 1, 5000 do t["k" .. i] = i; t[i + 0.5] = i end
local n, s = 0, 0
for k, v in pairs(t) do n = n + 1; s = s + v end
print(n, s)
for i = 1, 5000 do t["k" .. i] = nil end
n = 0
for _ in pairs(t) do n = n + 1 end
print(n, next({}), type(next(t)))

local u = table.pack(table.unpack({1, 2, nil, 4}, 1, 4))
print(u.n, u[1], u[3], u[4])
print(table.concat(table.move({1, 2, 3, 4, 5}, 2, 5, 1), " "))
print(table.concat(table.move({1, 2, 3}, 1, 3, 3), " "))
local list = {}
for i = 1, 10 do table.insert(list, 1, i) end
table.insert(list, 5, "mid")
print(table.concat(list, " "), table.remove(list), table.remove(list, 1), table.remove(list, 4), #list)
print(pcall(table.insert, list, 50, 1))
print(pcall(table.concat, {1, {}, 3}))
print(select("#", table.unpack({}, 1, 200)), select(-1, 1, 2, 3))
print(pcall(table.unpack, {}, 1, 1e8))
print(pcall(next, {}, "absent"))
print(pcall(function() local x = {}; x[nil] = 1 end))
print(pcall(function() local x = {}; x[0 / 0] = 1 end))
print(rawlen({1, 2}), rawequal(t, t), rawget({x = 5}, "x"), #rawset({}, 1, 2))
local mixed = {10, 20, x = 1, 30, [100] = 2, [-1] = 3, [true] = 4}
print(#mixed, mixed[3], mixed[100], mixed[-1], mixed[true], mixed.x)
local matrix = {}
for i = 1, 60 do
  matrix[i] = {}
  for j = 1, 60 do matrix[i][j] = (i * j) % 7 end
end
local trace = 0
for i = 1, 60 do for j = 1, 60 do trace = trace + matrix[i][j] * matrix[j][i] end end
print(trace)
