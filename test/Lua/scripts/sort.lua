-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: table.sort with comparison functions, in good and bad faith, with
-- yields and errors inside the comparison.
math.randomseed(123)
local list = {}
for i = 1, 5000 do list[i] = math.random(1, 100000) end
table.sort(list)
for i = 2, #list do assert(list[i - 1] <= list[i]) end
print(list[1], list[2500], list[5000])
local calls = 0
table.sort(list, function(a, b) calls = calls + 1; return a > b end)
for i = 2, #list do assert(list[i - 1] >= list[i]) end
print(calls > 0, list[1])
local words = {}
for w in ("the quick brown fox jumps over the lazy dog again and again"):gmatch("%a+") do words[#words + 1] = w end
table.sort(words, function(a, b) return #a < #b or #a == #b and a < b end)
print(table.concat(words, " "))
local same = {}
for i = 1, 500 do same[i] = 1 end
table.sort(same)
print(#same)
print(pcall(table.sort, {1, "x", 2}))
print(pcall(table.sort, {3, 1, 2, 5, 4, 9, 8, 7}, function() return true end))
print(pcall(table.sort, {3, 1, 2}, function() error("in comparison", 0) end))
print(coroutine.resume(coroutine.create(function() table.sort({2, 1}, function() coroutine.yield() end) end)))
print(pcall(table.sort, {2, 1}, 5))
local objects = {}
local mt = {__lt = function(a, b) return a.v < b.v end}
for i = 1, 300 do objects[i] = setmetatable({v = (i * 7919) % 1009}, mt) end
table.sort(objects)
print(objects[1].v, objects[150].v, objects[300].v)
