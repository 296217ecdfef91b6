-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: threads are born, run, yield across calls, pcall, metamethods and
-- iterators, fail, are closed and are collected.
local function generate(n)
  return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end)
end
local total = 0
for i in generate(1000) do total = total + i end
print(total)

local function permutations(list, n)
  n = n or #list
  if n <= 1 then coroutine.yield(list) end
  for i = 1, n do
    list[n], list[i] = list[i], list[n]
    permutations(list, n - 1)
    list[n], list[i] = list[i], list[n]
  end
end
for p in coroutine.wrap(function() permutations {"a", "b", "c"} end) do
  io.write(table.concat(p, " "), "\n")
end

local co = coroutine.create(function(...)
  print("start", ...)
  local x = coroutine.yield("first")
  local ok, message = pcall(function()
    local y = coroutine.yield("in pcall", x)
    error("raised " .. y)
  end)
  print(ok, message)
  local object = setmetatable({}, {
    __index = function(_, k) return coroutine.yield("index " .. k) end,
    __add = function(a, b) return coroutine.yield("add") end,
    __concat = function(a, b) return coroutine.yield("concat") end,
    __eq = function() return coroutine.yield("eq") end,
    __lt = function() return coroutine.yield("lt") end,
    __call = function(self, v) return coroutine.yield("call " .. v) end,
    __close = function() coroutine.yield("close") end,
  })
  print(object.field, object + 1, object .. "x", object == setmetatable({}, getmetatable(object)), object < object, object(9))
  do local closed <close> = object end
  for v in function(_, s) return coroutine.yield("iterator") end do print("got", v) end
  return "done"
end)
local value = "begin"
local answers = {"A", "B", "C", 10, "cat", true, false, 7, nil, "item", nil}
for i = 1, 14 do
  print(i, coroutine.status(co), coroutine.resume(co, i == 1 and value or answers[i - 1]))
  if coroutine.status(co) == "dead" then break end
end
print(coroutine.resume(co))

print(coroutine.isyieldable(), select(2, coroutine.running()))
print(select(2, coroutine.resume(coroutine.create(function() error({code = 5}) end))).code)
print(select("#", coroutine.resume(coroutine.create(function() return 1, nil, nil end))))
print(pcall(coroutine.wrap(function() error("inside") end)))
print(coroutine.resume(coroutine.running()))

local closing = coroutine.create(function()
  local a <close> = setmetatable({}, {__close = function(_, e) print("closing a", e) end})
  local b <close> = setmetatable({}, {__close = function(_, e) print("closing b", e); error("from b", 0) end})
  coroutine.yield(1)
end)
coroutine.resume(closing)
print(coroutine.close(closing), coroutine.status(closing))
print(coroutine.close(coroutine.create(print)))

-- Many threads at once, then none.
local crowd = {}
for i = 1, 3000 do
  local t = coroutine.create(function(a) local b = coroutine.yield(a + i); return a * b end)
  crowd[i] = t
  assert(select(2, coroutine.resume(t, i)) == 2 * i)
  if i % 500 == 0 then collectgarbage() end
end
local checksum = 0
for i = 1, 3000, 2 do checksum = checksum + select(2, coroutine.resume(crowd[i], 3)) end
print(checksum)
crowd = nil
collectgarbage(); collectgarbage()

-- Chains of coroutines that resume each other.
local function nest(depth)
  if depth == 0 then return "bottom" end
  return coroutine.wrap(function() return nest(depth - 1) .. depth end)()
end
print(nest(100):sub(1, 12))
print(select(2, pcall(nest, 300)):match("C stack overflow"))
