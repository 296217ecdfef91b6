-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: the Lua stack grows, is moved and shrinks; stack overflow and C
-- stack overflow are errors a script survives, also inside coroutines.
local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end
print(depth(10000), depth(150000))
local function endless() return 1 + endless() end
local ok, e = pcall(endless)
print(ok, (e:gsub("\n.*", "")))
print(select(2, xpcall(endless, function(m) return "handler saw: " .. m:match("stack overflow") end)))
local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end})
ok, e = pcall(function() return t[1] end)
print(ok, e:match("C stack overflow") or e:match("stack overflow"))
local function viapcall(n) return select(2, pcall(viapcall, n + 1)) or n end
print(type(viapcall(1)))
local function gsubs(n) return (("x"):gsub("x", function() return gsubs(n + 1) end)) end
ok, e = pcall(gsubs, 1)
print(ok, e:match("C stack overflow"))
ok, e = pcall(string.rep, "x", -1)
print(ok, #e)
local co = coroutine.create(endless)
ok, e = coroutine.resume(co)
print(ok, e:match("stack overflow"))
co = coroutine.wrap(function() return depth(50000) end)
print(co())
local function wrapdepth(n) return coroutine.wrap(function() return wrapdepth(n + 1) end)() end
ok, e = pcall(wrapdepth, 1)
print(ok, e:match("C stack overflow"))
print(load("return " .. ("-"):rep(150, " ") .. "1")())
print((select(2, load("return " .. ("not "):rep(10000) .. "1"))))
print(pcall(function(...) return select("#", ...) end, table.unpack({}, 1, 5000)))
local many = {}
for i = 1, 200 do many[i] = coroutine.wrap(function() local d = depth(i * 10); coroutine.yield(d); return depth(10) end) end
local s = 0
for i = 1, 200 do s = s + many[i]() end
collectgarbage()
for i = 1, 200 do s = s + many[i]() end
print(s)
