-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: every phase of the incremental collector, stepped through while
-- tables, closures, strings, coroutines and weak tables live and die.
collectgarbage("incremental", 150, 200, 10)

local function churn(n)
  local keep = {}
  for i = 1, n do
    local t = {i, name = "node" .. i, inner = {i * 2}}
    if i % 7 == 0 then keep[#keep + 1] = t end
    if i % 11 == 0 then keep[#keep + 1] = coroutine.create(function() return t end) end
    if i % 13 == 0 then keep[#keep + 1] = function() return t.name end end
  end
  return keep
end

local keep = churn(3000)
print(#keep, keep[1].name, type(keep[#keep]))

local cycles = 0
for step = 1, 400 do
  local junk = {}
  for i = 1, 20 do junk[i] = {step, tostring(i) .. "-" .. step} end
  if collectgarbage("step", 1) then cycles = cycles + 1 end
end
print("cycles finished:", cycles > 0)

local weak = setmetatable({}, {__mode = "k"})
local values = setmetatable({}, {__mode = "v"})
local both = setmetatable({}, {__mode = "kv"})
local anchors = {}
for i = 1, 100 do
  local key = {}
  weak[key] = {key}          -- an ephemeron that refers to its own key
  values[i] = {i}
  both[{}] = {}
  if i % 10 == 0 then
    anchors[#anchors + 1] = key
    anchors[#anchors + 1] = values[i]
  end
end
collectgarbage()
local function count(t) local n = 0; for _ in pairs(t) do n = n + 1 end; return n end
print(count(weak), count(values), count(both))

-- Finalizers and barriers in every phase of a cycle.
local finalized, table_of = 0, {}
local mt = {__gc = function() finalized = finalized + 1 end}
for i = 1, 4000 do
  local fresh = {i}
  if i % 3 ~= 0 then collectgarbage("step", 0) end
  setmetatable(fresh, mt)
  table_of[i % 50] = fresh
  local co = coroutine.wrap(function() local up = fresh; coroutine.yield(function() up = {up} end) end)
  if i % 5 == 0 then co()() end
end
table_of = nil
collectgarbage()
print("finalized:", finalized)

collectgarbage("stop")
print(collectgarbage("isrunning"))
local before = collectgarbage("count")
for i = 1, 1000 do local _ = {i} end
print(collectgarbage("count") > before)
collectgarbage("restart")
print(collectgarbage("isrunning"))
keep, anchors = nil, nil
collectgarbage(); collectgarbage()
print(string.format("%.3f", collectgarbage("count")))
print(collectgarbage("setpause", 200), collectgarbage("setstepmul", 100))
