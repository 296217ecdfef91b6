-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: the generational collector (ages, touched objects, old threads),
-- switches between both modes, and weak tables and finalizers in it.
print(collectgarbage("generational", 20, 100))
local old = {}
for i = 1, 2000 do old[i] = {i} end
collectgarbage("step", 0)
collectgarbage("step", 0)
-- Old objects are made to point to new ones: back barriers, touched objects.
for round = 1, 20 do
  for i = 1, #old, 3 do old[i][2] = {round, "fresh" .. round} end
  collectgarbage("step", 0)
end
print(old[1][2][2], old[1999][2][2])

-- Old threads with open upvalues.
local threads = {}
for i = 1, 50 do
  threads[i] = coroutine.wrap(function()
    local sum = 0
    local function add(x) sum = sum + x end
    while true do
      add(coroutine.yield(sum))
    end
  end)
  threads[i]()
end
for round = 1, 20 do
  for i = 1, #threads do threads[i](i) end
  collectgarbage("step", 0)
end
print(threads[1](0), threads[50](0))

local finalized = 0
for i = 1, 500 do
  setmetatable({}, {__gc = function() finalized = finalized + 1 end})
  if i % 100 == 0 then collectgarbage("step", 0) end
end
collectgarbage()
print("finalized:", finalized)


-- Young weak tables leave the gray lists that threads stay on.
for round = 1, 5 do
  local values = setmetatable({{}, {}}, {__mode = "v"})
  local keys = setmetatable({[{}] = {}}, {__mode = "k"})
  local both = setmetatable({{}, [{}] = {}}, {__mode = "kv"})
  collectgarbage("step", 0)
  io.write(#values, next(keys) and "k" or "-", next(both) and "b" or "-", " ")
end
print()

-- The object that heads a generation's list gets a finalizer and leaves it.
local late = {__gc = function() finalized = finalized + 1 end}
for round = 1, 5 do
  local first = {}
  for _ = 1, round % 3 + 1 do collectgarbage("step", 0) end
  setmetatable(first, late)
end
collectgarbage()
print("finalized:", finalized)

for i = 1, 6 do
  print(collectgarbage(i % 2 == 1 and "incremental" or "generational"))
  local junk = {}
  for j = 1, 2000 do junk[j] = {j, {}} end
  threads[i] = nil
  collectgarbage()
end
-- A heap that grows much: a major collection inside generational mode.
local big = {}
for i = 1, 40000 do big[i] = {i} end
big = nil
collectgarbage()
print(string.format("%.3f", collectgarbage("count")))
