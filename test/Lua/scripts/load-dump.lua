-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: the compiler and the undump code: load from strings and functions,
-- environments, binary chunks stripped and not, malformed ones.
print(load("return 1 + 1")(), load("return ...", "chunk", "t", {})(5))
local env = {y = 3}
load("x = y * 2; y = nil", "env", "t", env)()
print(env.x, env.y)
local pieces = {"local a = ...", " return a", " * 2", nil}
local i = 0
print(load(function() i = i + 1; return pieces[i] end)(21))
print(load("syntax error here"))
print(load("return 1", "=name", "b"))
print(load("for"))
print(load("x = 'unfinished"))
print(load("--[[ unfinished"))
print(load("return '\\u{110000}' .. '\\x41\\65\\z   B'")())
print(load("return '\\q'"))

local function sample(n)
  local t = {}
  for i = 1, n do t[i] = (i % 2 == 0) and ("even" .. i) or i / 2 end
  local function inner(x) return #t + x end
  goto out
  ::out::
  return inner(n), t[2], 0x7fffffffffffffff, 1.5
end
local code = string.dump(sample)
local stripped = string.dump(sample, true)
print(#code > #stripped, code:sub(1, 4) == "\27Lua")
print(load(code, "dumped", "b")(4))
print(load(stripped, "stripped", "b")(4))
print(load(code, "dumped", "t"))
for _, cut in ipairs {0, 4, 10, 20, 33, #code // 2, #code - 1} do
  print(cut, load(code:sub(1, cut), "=cut", "b"))
end
print(pcall(string.dump, print))
local source = {}
for i = 1, 400 do source[i] = ("local function f%d(a) return a + %d end t[%d] = f%d"):format(i % 150, i, i, i % 150) end
local chunk = load("local t = {} do " .. table.concat(source, " end do ") .. " end return t")
local fs = load(string.dump(chunk))()
print(#fs, fs[1](1), fs[400](1))
for i = 1, 200 do assert(load("return " .. i)() == i) end
local deep = "return " .. ("{"):rep(150) .. ("}"):rep(150)
print(type(load(deep)()))
print(load(("do "):rep(250) .. ("end "):rep(250)))
print(require("string") == string, package.loaded.table == table, pcall(require, "no.such.module.here") == false)
