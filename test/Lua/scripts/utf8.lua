-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: the utf8 library and byte-level string work.
print(utf8.char(72, 228, 8364, 128512), utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*")
local s = "häß€😀"
print(#s, utf8.len(s), utf8.codepoint(s, 1, -1))
for p, c in utf8.codes(s) do io.write(p, ":", c, " ") end
print()
print(utf8.offset(s, 3), utf8.offset(s, -1), utf8.offset(s, 0, 3), utf8.offset(s, 99))
print(utf8.len("\xff"), utf8.len("abc\xe4"), utf8.len("abc", 4), pcall(utf8.len, "abc", 6))
print(pcall(utf8.codepoint, "\xff"), pcall(utf8.char, -1))
print(pcall(function() for _ in utf8.codes("ab\xff") do end end))
print(utf8.len("\u{7FFFFFFF}", 1, -1, true), utf8.len("\u{D7FF}"))
local out = {}
for ch in s:gmatch(utf8.charpattern) do out[#out + 1] = ch end
print(table.concat(out, "|"))
local all = {}
for c = 32, 3000 do if c < 0x7f or c > 0x9f then all[#all + 1] = utf8.char(c) end end
local text = table.concat(all)
print(#text, utf8.len(text), (text:gsub(utf8.charpattern, "")) == "")
