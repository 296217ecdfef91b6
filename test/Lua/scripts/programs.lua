-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: small whole programs: n-queens, an expression parser, a JSON-like
-- printer, a priority queue, Life, a string buffer, a word count.
local function queens(n)
  local solutions, cols, d1, d2 = 0, {}, {}, {}
  local function place(r)
    if r > n then solutions = solutions + 1 return end
    for c = 1, n do
      if not (cols[c] or d1[r + c] or d2[r - c]) then
        cols[c], d1[r + c], d2[r - c] = true, true, true
        place(r + 1)
        cols[c], d1[r + c], d2[r - c] = nil, nil, nil
      end
    end
  end
  place(1)
  return solutions
end
print(queens(6), queens(7))

local function evaluate(text)
  local pos = 1
  local expression
  local function skip() pos = text:find("%S", pos) or #text + 1 end
  local function atom()
    skip()
    if text:sub(pos, pos) == "(" then
      pos = pos + 1
      local v = expression()
      skip(); assert(text:sub(pos, pos) == ")", "expected )"); pos = pos + 1
      return v
    end
    local number, stop = text:match("^(%d+)()", pos)
    pos = assert(stop, "expected a number at " .. pos)
    return tonumber(number)
  end
  local function chain(operand, operators)
    local v = operand()
    while true do
      skip()
      local op = operators[text:sub(pos, pos)]
      if not op then return v end
      pos = pos + 1
      v = op(v, operand())
    end
  end
  local function term() return chain(atom, {["*"] = function(a, b) return a * b end, ["/"] = function(a, b) return a // b end}) end
  function expression() return chain(term, {["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end}) end
  return expression()
end
print(evaluate("1 + 2 * (3 - 4) * 5"), evaluate("((2))*21"), pcall(evaluate, "1 + "))

local function show(v, indent)
  if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v) or tostring(v) end
  local keys, out = {}, {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b) return tostring(a) < tostring(b) end)
  for _, k in ipairs(keys) do out[#out + 1] = ("  "):rep(indent + 1) .. k .. ": " .. show(v[k], indent + 1) end
  return "{\n" .. table.concat(out, ",\n") .. "\n" .. ("  "):rep(indent) .. "}"
end
print(show({name = "lua", list = {1, 2, {3}}, flag = true, nested = {deep = {deeper = "x"}}}, 0))

local heap = {}
local function push(v)
  heap[#heap + 1] = v
  local i = #heap
  while i > 1 and heap[i // 2] > heap[i] do heap[i], heap[i // 2] = heap[i // 2], heap[i]; i = i // 2 end
end
local function pop()
  local top, last = heap[1], table.remove(heap)
  if #heap > 0 then
    heap[1] = last
    local i = 1
    while true do
      local c = 2 * i
      if c > #heap then break end
      if c < #heap and heap[c + 1] < heap[c] then c = c + 1 end
      if heap[i] <= heap[c] then break end
      heap[i], heap[c] = heap[c], heap[i]
      i = c
    end
  end
  return top
end
for i = 1, 500 do push((i * 7919) % 1000) end
local order = {}
for i = 1, 500 do order[i] = pop() end
for i = 2, 500 do assert(order[i - 1] <= order[i]) end
print(order[1], order[250], order[500])

local function life(cells, w, h)
  local nextcells = {}
  for y = 1, h do for x = 1, w do
    local n = 0
    for dy = -1, 1 do for dx = -1, 1 do
      if (dx ~= 0 or dy ~= 0) and cells[((y + dy - 1) % h) * w + (x + dx - 1) % w] then n = n + 1 end
    end end
    local i = (y - 1) * w + x - 1
    nextcells[i] = n == 3 or (n == 2 and cells[i]) or nil
  end end
  return nextcells
end
local cells = {[1] = true, [22] = true, [40] = true, [41] = true, [42] = true}
for _ = 1, 20 do cells = life(cells, 20, 20) end
local alive = {}
for i = 0, 399 do if cells[i] then alive[#alive + 1] = i end end
print(table.concat(alive, " "))

local counts = {}
local name = arg and arg[0] or "?"
for line in io.lines(name) do for w in line:gmatch("%a+") do counts[w] = (counts[w] or 0) + 1 end end
print(counts["local"], counts["function"], counts["end"])
local file = assert(io.tmpfile())
for i = 1, 100 do file:write(i, "\n") end
file:seek("set")
local sum = 0
for n in file:lines("n") do sum = sum + n end
print(sum, file:close(), io.type(file), pcall(file.read, file))
print(os.time({year = 2020, month = 1, day = 1, hour = 12}) > 0, os.getenv("NO_SUCH_VARIABLE"))
