/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A C module for Lua that writes the global state behind the interpreter's
 * back, as a memory-safety bug in a module would. Built without the plugin.
 *
 * The write stores the value that is there, so an interpreter that lets it
 * happen goes on unharmed and the script can say so.
 */
#include "lua.h"

#include "lauxlib.h"
#include "lstate.h"

static int scribble_global(lua_State *L) {
  volatile lu_byte *white = &G(L)->currentwhite;
  *white = *white;
  return 0;
}

static int scribble_thread(lua_State *L) {
  volatile lu_byte *allowed = &L->allowhook;
  *allowed = *allowed;
  return 0;
}

int luaopen_scribble(lua_State *L) {
  static const luaL_Reg functions[] = {{"global_state", scribble_global},
                                       {"thread", scribble_thread},
                                       {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
