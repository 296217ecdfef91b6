-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: metamethods of every kind, inheritance, metatables of basic types.
local Vector = {}
Vector.__index = Vector
Vector.__name = "Vector"
local function vec(x, y) return setmetatable({x = x, y = y}, Vector) end
function Vector.__add(a, b) return vec(a.x + b.x, a.y + b.y) end
function Vector.__sub(a, b) return vec(a.x - b.x, a.y - b.y) end
function Vector.__mul(a, b) return type(a) == "number" and vec(a * b.x, a * b.y) or a.x * b.x + a.y * b.y end
function Vector.__unm(a) return vec(-a.x, -a.y) end
function Vector.__eq(a, b) return a.x == b.x and a.y == b.y end
function Vector.__lt(a, b) return a.x < b.x end
function Vector.__le(a, b) return a.x <= b.x end
function Vector.__len() return 2 end
function Vector.__concat(a, b) return tostring(a) .. tostring(b) end
function Vector.__tostring(a) return "(" .. a.x .. "," .. a.y .. ")" end
function Vector.__call(a, k) return a[k] end
for _, op in ipairs {"div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr"} do
  Vector["__" .. op] = function() return op end
end
Vector.__bnot = function() return "bnot" end
local a, b = vec(1, 2), vec(3, 4)
print(tostring(a + b), tostring(a - b), a * b, tostring(2 * a), tostring(-a))
print(a == vec(1, 2), a ~= b, a < b, a <= b, a > b, #a, a .. b, a("y"))
print(a / b, a % b, a ^ b, a // b, a & b, a | b, a ~ b, a << b, a >> b, ~a)
print(pcall(function() return a.x.y.z end))
print(pcall(function() return a < 1 end))

local log = {}
local proxy = setmetatable({}, {
  __index = function(_, k) log[#log + 1] = "get " .. k; return k end,
  __newindex = function(t, k, v) log[#log + 1] = "set " .. k; rawset(t, k, v) end,
  __pairs = function() return function(_, k) k = (k or 0) + 1; if k <= 3 then return k, k * k end end end,
  __metatable = "locked",
})
proxy.first = proxy.absent
proxy.first = 2
print(table.concat(log, ";"), rawget(proxy, "first"))
for k, v in pairs(proxy) do io.write(k, "=", v, " ") end
print(getmetatable(proxy), pcall(setmetatable, proxy, {}))

local Base, Derived = {}, {}
Base.__index = Base
function Base.new(class) return setmetatable({}, class) end
function Base:hello() return "base " .. self:name() end
function Base:name() return "B" end
setmetatable(Derived, Base)
Derived.__index = Derived
function Derived:name() return "D" end
print(Base.new(Base):hello(), Derived:new():hello())

local chain = {}
for i = 1, 50 do chain = setmetatable({}, {__index = chain}) end
print(chain.nothing)
local loop = {}
setmetatable(loop, {__index = loop})
print(pcall(function() return loop.x end))

debug.setmetatable(nil, {__index = function(_, k) return "nil." .. tostring(k) end})
print((nil).field)
debug.setmetatable(nil, nil)
debug.setmetatable(1, {__call = function(n, m) return n + m end, __index = math})
print((5)(6), (16):sqrt())
debug.setmetatable(1, nil)
debug.setmetatable(print, {__index = {kind = "function"}})
print(print.kind)
debug.setmetatable(print, nil)
print(("x").rep == string.rep, pcall(function() return (1).x end))
