-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: error, pcall, xpcall with handlers that fail, tracebacks, errors in
-- __gc and __close, warnings, errors in coroutines.
print(pcall(error, "plain"))
print(pcall(error, "level two", 2))
print(pcall(error))
print(select(2, pcall(error, {1, 2}))[2])
print(pcall(function() local x; x.y = 1 end))
print(pcall(function() undefinedglobal() end))
print(pcall(function() return 1 + {} end))
print(pcall(function() return #5 end))
print(pcall(function() return 1 < "2" end))
print(pcall(function() return 2 ^ 53 | 1.5 end))
print(pcall(function() return 1 // 0 end))
print(pcall(function() for i = 1, 10, 0 do end end))
print(xpcall(function() error("deep") end, function(m) return "handled: " .. m end))
print(xpcall(function() error("deep") end, function(m) error("again") end))
print(xpcall(string.rep, debug.traceback))
print((xpcall(function() local function f() error("tb") end f() end,
  function(m) print((debug.traceback(m, 1):gsub("\n%s+", " | "))); return m end)))

local function nested(n)
  local ok, e = pcall(n == 0 and error or nested, n == 0 and "bottom" or n - 1)
  return error(e, 0)
end
print(pcall(nested, 50))
for i = 1, 2000 do
  local ok, e = pcall(error, i)
  assert(not ok and e == i)
end

do
  local order = {}
  local function closer(name, fail)
    return setmetatable({}, {__close = function(_, e)
      order[#order + 1] = name .. ":" .. tostring(e)
      if fail then error("error in " .. name, 0) end
    end})
  end
  print(pcall(function()
    local a <close> = closer("a")
    local b <close> = closer("b", true)
    local c <close> = closer("c", true)
    local d <const> = 4
    error("body", 0)
  end))
  print(table.concat(order, ", "))
  print(pcall(function() local x <close> = 42 end))
  for i = 1, 3 do
    local x <close> = closer("loop" .. i)
    if i == 2 then goto done end
  end
  ::done::
  print(order[#order - 1], order[#order])
end

warn("@on")
for i = 1, 3 do
  setmetatable({}, {__gc = function() error("gc failure " .. i, 0) end})
end
setmetatable({}, {__gc = function() error({}) end})
collectgarbage()
warn("a warning ", "in pieces")
warn("@off")
warn("unseen")

setmetatable({}, {__gc = function(o)
  setmetatable(o, {__gc = function() io.write("resurrected twice\n") end})
end})
collectgarbage(); collectgarbage()
setmetatable({}, {__gc = function() print("at exit: last created runs first (2)") end})
setmetatable({}, {__gc = function() print("at exit: last created runs first (1)") end})
local still <close> = setmetatable({}, {__close = function() print("main chunk closes") end})
print(pcall(load, function() error("reader") end))
print(load("x = = 1"))
print(load("goto nowhere"))
print(load(("("):rep(250) .. "1" .. (")"):rep(250)))
error(setmetatable({}, {__tostring = function() return "error object at top level" end}))
