-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: debug hooks on call, return, line and count, per thread, yielding
-- and failing; debug.getinfo, getlocal and setlocal.
local lines, calls, returns, counts = 0, {}, 0, 0
local function f(n)
  local x = n
  if n > 0 then x = x + f(n - 1) end
  return x
end
debug.sethook(function(event, line) lines = lines + 1 end, "l")
f(3)
debug.sethook()
debug.sethook(function(event)
  local info = debug.getinfo(2, "n")
  if event == "return" then returns = returns + 1
  else calls[#calls + 1] = event .. ":" .. (info.name or "?") end
end, "cr")
f(2)
local function tail(n) if n == 0 then return 0 end return tail(n - 1) end
tail(2)
debug.sethook()
print(lines, returns, table.concat(calls, " "))
debug.sethook(function() counts = counts + 1 end, "", 100)
for i = 1, 10000 do local _ = i * 2 end
print(counts > 50, select(3, debug.gethook()))
debug.sethook()
print(debug.gethook())

local limited, message = pcall(function()
  debug.sethook(function() error("out of time", 0) end, "", 1000)
  while true do end
end)
debug.sethook()
print(limited, message)

local co = coroutine.create(function() local a = 1; coroutine.yield(a); a = a + 1; return a end)
local seen = {}
debug.sethook(co, function(e, l) seen[#seen + 1] = l end, "l")
coroutine.resume(co); coroutine.resume(co)
print(#seen, debug.gethook(co) ~= nil, debug.gethook())

local function g(a, b, ...)
  local c = a + b
  local info = debug.getinfo(1, "nSlutf")
  print(info.name, info.what, info.currentline, info.nparams, info.isvararg, info.nups, info.func == g)
  print(debug.getlocal(1, 1), debug.getlocal(1, 3), debug.getlocal(1, -1))
  debug.setlocal(1, 3, 99)
  return c
end
print((g(1, 2, "extra")))
print(debug.getlocal(g, 1), debug.getinfo(print).what, debug.getinfo(1, "l").currentline)
local active = {}
for line in pairs(debug.getinfo(f, "L").activelines) do active[#active + 1] = line end
table.sort(active)
print(table.concat(active, " "))
print((debug.traceback("trace", 1):gsub("%s+", " ")))
print(debug.traceback(co), pcall(debug.getinfo, 1, "?"), debug.getinfo(100))
local ud = io.stdout
print(debug.getuservalue(ud, 1), debug.setuservalue(io.tmpfile() , 5, 1), type(debug.getregistry()))
