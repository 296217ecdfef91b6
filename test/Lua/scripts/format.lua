-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: string.format in all its conversions, with its errors, and number
-- to string conversions.
print(("%d|%5d|%-5d|%05d|%+d|% d"):format(42, 42, 42, 42, 42, 42))
print(("%i|%u|%c|%x|%X|%#x|%o"):format(7, 8, 65, 255, 255, 255, 8))
print(("%e|%E|%.3f|%10.2f|%g|%G"):format(12345.678, 12345.678, math.pi, -2.5, 1e20, 1e-10))
print(("%a|%.2a"):format(1.0, 0.5))
print(("%s|%10s|%-10s|%.2s|%%"):format("text", "right", "left", "cut"))
print(("%q"):format('a "quoted"\n\0\r string\\'))
print(("%q|%q|%q|%q"):format(1, 0.1, math.mininteger, 1 / 0))
print(("%s %s %s"):format(nil, true, setmetatable({}, {__tostring = function() return "object" end})))
print(("%d"):format(3.0), pcall(string.format, "%d", 3.5))
print(pcall(string.format, "%y", 1))
print(pcall(string.format, "%d"))
print(pcall(string.format, "%s", setmetatable({}, {__tostring = function() return 1 end})))
print(pcall(string.format, "%123d", 1))
for _, n in ipairs {0, -0.0, 1, -1, 1e15, 1e16, 123456789012, 2^53, 2^63, 0.1, 1 / 3, 1 / 0, -1 / 0} do
  io.write(tostring(n), " ", string.format("%.14g", n), "\n")
end
print(tostring(0 / 0):gsub("-", ""))
print(#tostring(print):gsub("0x%x+", "") > 0, (tostring({}):gsub("0x%x+", "ADDRESS")))
