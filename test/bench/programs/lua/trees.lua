-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Many small tables are made and dropped: the collector's work.
local function tree(depth)
  if depth == 0 then
    return {}
  end
  return { tree(depth - 1), tree(depth - 1) }
end

local function count(node)
  return node[1] and 1 + count(node[1]) + count(node[2]) or 1
end

local sum = 0
for _ = 1, 120 do
  sum = sum + count(tree(11))
end
print(sum)
