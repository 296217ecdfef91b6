-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- A pipeline of coroutines: each has a state of its own.
local function numbers(n)
  return coroutine.wrap(function()
    for i = 1, n do
      coroutine.yield(i)
    end
  end)
end

local function filtered(source, divisor)
  return coroutine.wrap(function()
    for i in source do
      if i % divisor ~= 0 then
        coroutine.yield(i)
      end
    end
  end)
end

local sum = 0
for i in filtered(filtered(filtered(numbers(300000), 2), 3), 5) do
  sum = sum + i
end
print(sum)
