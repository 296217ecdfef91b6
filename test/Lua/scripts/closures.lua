-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: upvalues: open and shared, closed by loops, gotos and returns,
-- joined by the debug library, in coroutines that die with them open.
local function counter()
  local n = 0
  return function() n = n + 1; return n end, function() n = n - 1; return n end, function() return n end
end
local up, down, get = counter()
for i = 1, 10 do up() end
down()
print(get())

local fs = {}
for i = 1, 5 do
  local j = i
  fs[i] = function() j = j + i; return j end
end
for i = 1, 5 do io.write(fs[i](), " ", fs[i](), " ") end
print()

local function many(...)
  local a, b, c, d = ...
  local function f1() a = a + 1; return a end
  local function f2() b = b + a; return b end
  local function f3() c = c + b; return c, d end
  return f1, f2, f3
end
local f1, f2, f3 = many(1, 2, 3, 4)
print(f1(), f2(), f3())

local made = {}
do
  local k = 0
  ::again::
  local fresh = k * 10
  made[#made + 1] = function() fresh = fresh + 1; return fresh end
  k = k + 1
  if k < 4 then goto again end
end
for _, f in ipairs(made) do io.write(f(), " ") end
print()

local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
print(fib(20))
local function compose(...)
  local list = {...}
  return function(x) for _, f in ipairs(list) do x = f(x) end return x end
end
print(compose(math.sqrt, function(x) return x + 1 end, tostring)(16))

debug.upvaluejoin(fs[1], 1, fs[2], 1)
print(fs[1](), fs[2](), debug.getupvalue(fs[1], 1))
print(debug.setupvalue(fs[3], 1, 100), fs[3](), debug.upvalueid(fs[1], 1) == debug.upvalueid(fs[2], 1))

local survivors = {}
for i = 1, 300 do
  local co = coroutine.wrap(function()
    local x, y = i, i * 2
    survivors[#survivors + 1] = function() x = x + 1; return x + y end
    coroutine.yield()
  end)
  co()
  if i % 50 == 0 then collectgarbage() end
end
collectgarbage(); collectgarbage()
local sum = 0
for i, f in ipairs(survivors) do sum = sum + f() end
print(#survivors, sum)
local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + n) end
print(tail(100000, 0))
