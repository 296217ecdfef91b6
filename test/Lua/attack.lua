-- SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
-- Intent: let a C module write the interpreter's state: "global_state",
-- "thread" (the main one) or "coroutine" (a thread made later).
local scribble = require "scribble"
local what = arg[1]
io.write("before ", what, "\n")
io.flush()
if what == "coroutine" then
  assert(coroutine.resume(coroutine.create(scribble.thread)))
else
  scribble[what]()
end
io.write("survived\n")
