-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: short strings (interned: the string table grows and shrinks), long
-- strings, the API string cache, patterns, pack and unpack.
local seen = {}
for i = 1, 20000 do seen["key" .. i] = i end
local sum = 0
for i = 1, 20000, 17 do sum = sum + seen["key" .. i] end
print(sum)
seen = nil
collectgarbage(); collectgarbage(); collectgarbage()
print(("key" .. 1):len())

local long = ("abc"):rep(1000, "-")
print(#long, long:sub(1, 7), long:sub(-5), long == ("abc"):rep(1000, "-"))
print(("hello world from Lua"):gsub("%w+", string.upper))
print(("THE (quick) fox"):find("%((%a+)%)"))
print(("key = value"):match("^(%w+)%s*=%s*(%w+)$"))
for k, v in ("a=1, b=2, c=3"):gmatch("(%w+)=(%w+)") do io.write(k, v, ";") end
print()
print(("x"):rep(3, ","), ("abc"):reverse(), ("abc"):byte(1, -1))
print(("%bxy"):len(), ("f(a(b)c)d"):match("%b()"), ("THE END"):lower())
print(("abc"):gsub("", "-"), ("hello"):gsub("l", {l = "L"}), ("abc"):gsub("%w", "%0%0", 2))
print(pcall(string.rep, "x", 1 << 40))
print(pcall(string.gsub, "x", "(", ""))

local packed = string.pack("<i4 >I2 z s1 d", -7, 513, "zero", "one", 0.5)
print(#packed, packed:byte(1, 6))
print(string.unpack("<i4 >I2 z s1 d", packed))
print(string.packsize("<i4 i8 !8 d"))
print(pcall(string.unpack, "<i4", "abc"))

local parts = {}
for i = 1, 2000 do parts[i] = ("%05d"):format(i) end
local joined = table.concat(parts, ",")
print(#joined, joined:sub(1, 17), joined:sub(-11))
print("10" + 5, "0x10" * 2, 10 .. 20, "a" < "b", "Z" < "a", "" < "a")
