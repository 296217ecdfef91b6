# Intent: AArch64: where the tables of switches lead is followed, if the table cannot
# change and the index is bounded on the only way to it; else what they lead to is
# told of. A table that leads where it must not is told of, too, and with a table in a
# function other indirect branches are still what they were.
# RUN: llvm-mc --triple=aarch64-linux-gnu --filetype=obj -I %S/Inputs %s -o %t.o
# RUN: not kpkeys-verify %t.o > %t.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.out
# RUN: ld.lld -shared %t.o -o %t.so && not kpkeys-verify %t.so > %t.so.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.so.out
# RUN: ld.lld --entry=0 %t.o -o %t.exe && not kpkeys-verify %t.exe > %t.exe.out
# RUN: FileCheck %s --implicit-check-not=error: < %t.exe.out
.set TARGET, 3
.set OWNED, 0
.include "verify-switches.inc"

.set SCOPE, 1

# Where the table is.
.macro LOCATE register, table
  adrp \register, \table
  add \register, \register, :lo12:\table
.endm
# Goes on where entry x\index of the table at x11 says, from \first.
.macro GO first, index=8
  adr x9, \first
  ldrb w10, [x11, x\index]
  add x9, x9, x10, lsl #2
  br x9
.endm
# The cases of a switch, which only a table leads to, and what is behind them.
.macro CASES
1:
  b 3f
2:
  bl other
  ENTER
  str w1, [x0]
  LEAVE
3:
.endm
.macro TABLE name, section=.rodata, flags="a"
  .pushsection \section,"\flags",%progbits
\name:
.endm
# \name with the two cases.
.macro BYTES name, section=.rodata, flags="a"
  TABLE \name, \section, \flags
  .byte 0, (2b - 1b) >> 2
  .popsection
.endm

  .type other, %function
other:
  ret
  .size other, . - other

BEGIN right_bytes
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Lright_bytes
  GO 1f
  CASES
  BYTES .Lright_bytes
END right_bytes

# As at -O0: the index is kept on the stack, entries count from the `adr`.
BEGIN right_words
  mov w8, w0
  str x8, [sp, #8]
  subs x8, x8, #1
  b.hi 3f
  ldr x11, [sp, #8]
  LOCATE x10, .Lright_words
4:
  adr x8, 4b
  ldrsw x9, [x10, x11, lsl #2]
  add x8, x8, x9
  br x8
  CASES
  TABLE .Lright_words
  .word 1b - 4b, 2b - 4b
  .popsection
END right_words

# The jump goes to the case, and the comparison is of a copy.
BEGIN right_halves
  mov w8, w0
  cmp w0, #2
  b.lo 5f
  b 3f
5:
  LOCATE x11, .Lright_halves
  adr x9, 1f
  ldrh w10, [x11, x8, lsl #1]
  add x9, x9, x10, lsl #2
  mov x2, x3
  br x9
  CASES
  TABLE .Lright_halves
  .hword 0, (2b - 1b) >> 2
  .popsection
END right_halves

BEGIN right_mask
  and x8, x0, #1
  LOCATE x11, .Lright_mask
  GO 1f
  CASES
  BYTES .Lright_mask
END right_mask

BEGIN right_shift
  lsr w8, w0, #31
  LOCATE x11, .Lright_shift
  GO 1f
  CASES
  BYTES .Lright_shift
END right_shift

BEGIN right_field
  ubfx x8, x0, #7, #1
  LOCATE x11, .Lright_field
  GO 1f
  CASES
  BYTES .Lright_field
END right_field

# With the code model `tiny`.
BEGIN right_near
  cmp x8, #1
  b.hi 3f
  adr x11, .Lright_near
  GO 1f
  CASES
  BYTES .Lright_near
END right_near

# An interpreter: where the table is does not change in the loop.
BEGIN right_loop
  LOCATE x11, .Lright_loop
  nop
4:
  ldrb w8, [x0], #1
  cmp w8, #1
  b.hi 3f
  GO 1f
1:
  cbz x0, 4b
  b 4b
2:
  ENTER
  str w1, [x0]
  LEAVE
  b 4b
3:
  BYTES .Lright_loop
END right_loop

# One switch in another.
BEGIN right_nested
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Lright_outer
  GO 1f
1:
  cmp x7, #1
  b.hi 3f
  LOCATE x11, .Lright_inner
  GO 4f, 7
2:
  bl other
  b 3f
  BYTES .Lright_outer
4:
  bl other
5:
  ENTER
  str w1, [x0]
  LEAVE
3:
  TABLE .Lright_inner
  .byte 0, (5b - 4b) >> 2
  .popsection
END right_nested

BEGIN right_scope
  ENTER kind=SCOPE
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Lright_scope
  GO 1f
1:
  str w1, [x0]
2:
  BYTES .Lright_scope
3:
  LEAVE
END right_scope

# CHECK: out+0x{{.*}}: error: a jump table leads out of the function, or into an instruction, at level 'default' [rule 3
BEGIN out
  cmp x8, #2
  b.hi 3f
  LOCATE x11, .Lout
  GO 1f
  CASES
  TABLE .Lout
  .byte 0, (2b - 1b) >> 2, (.Lin_other - 1b) >> 2
  .popsection
END out

BEGIN right_other
  nop
.Lin_other:
END right_other

# CHECK: into_instruction+0x{{.*}}: error: a jump table leads out of the function, or into an instruction, at level 'default' [rule 3
BEGIN into_instruction
  cmp x8, #1
  b.hi 3f
  LOCATE x10, .Linto_instruction
4:
  adr x9, 4b
  ldrsw x11, [x10, x8, lsl #2]
  add x9, x9, x11
  br x9
  CASES
  TABLE .Linto_instruction
  .word 2b - 4b, 1b + 2 - 4b
  .popsection
END into_instruction

# CHECK: into_window+0x{{.*}}: error: paths meet at different levels: level 'default', and level 'protected' of window 1 [rule 3
# CHECK: into_window+0x{{.*}}: error: a switch from level 'protected' is reached at level 'default' [rule 3
BEGIN into_window
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Linto_window
  GO 1f
1:
  ENTER
2:
  str w1, [x0]
  LEAVE
  BYTES .Linto_window
3:
END into_window

# CHECK: in_window+0x{{.*}}: error: an indirect branch at level 'protected' of window 1 [rule 3
BEGIN in_window
  ENTER
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Lin_window
  GO 1f
1:
  str w1, [x0]
2:
  BYTES .Lin_window
3:
  LEAVE
END in_window

# CHECK: tail_jump+0x{{.*}}: error: an indirect branch at level 'protected' of window 1 [rule 3
BEGIN tail_jump
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Ltail_jump
  GO 1f
1:
  bl other
  b 3f
2:
  ENTER kind=SCOPE
  str w1, [x0]
  br x2
  BYTES .Ltail_jump
3:
END tail_jump

# CHECK: no_bound+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN no_bound
  LOCATE x11, .Lno_bound
  GO 1f
  CASES
  BYTES .Lno_bound
END no_bound

# CHECK: other_bound+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN other_bound
  cmp x7, #1
  b.hi 3f
  LOCATE x11, .Lother_bound
  GO 1f
  CASES
  BYTES .Lother_bound
END other_bound

# Below zero is below one.
# CHECK: signed_bound+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN signed_bound
  cmp x8, #1
  b.gt 3f
  LOCATE x11, .Lsigned_bound
  GO 1f
  CASES
  BYTES .Lsigned_bound
END signed_bound

# CHECK: half_bound+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN half_bound
  ldr x8, [x0]
  cmp w8, #1
  b.hi 3f
  LOCATE x11, .Lhalf_bound
  GO 1f
  CASES
  BYTES .Lhalf_bound
END half_bound

# CHECK: changed_flags+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN changed_flags
  cmp x8, #1
  cmp x7, #1
  b.hi 3f
  LOCATE x11, .Lchanged_flags
  GO 1f
  CASES
  BYTES .Lchanged_flags
END changed_flags

# CHECK: changed_index+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN changed_index
  cmp x8, #1
  b.hi 3f
  add x8, x8, #1
  LOCATE x11, .Lchanged_index
  GO 1f
  CASES
  BYTES .Lchanged_index
END changed_index

# CHECK: changed_slot+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN changed_slot
  str x8, [sp, #8]
  cmp x8, #1
  b.hi 3f
  str w7, [sp, #12]
  ldr x8, [sp, #8]
  LOCATE x11, .Lchanged_slot
  GO 1f
  CASES
  BYTES .Lchanged_slot
END changed_slot

# Another way leads to behind the comparison.
# CHECK: way_round+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN way_round
  cbz x1, 4f
  cmp x8, #1
  b.hi 3f
4:
  LOCATE x11, .Lway_round
  GO 1f
  CASES
  BYTES .Lway_round
END way_round

# The same by the table itself.
# CHECK: way_by_table+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN way_by_table
  LOCATE x11, .Lway_by_table
  cmp x8, #2
  b.hi 3f
4:
  GO 4b
  CASES
  TABLE .Lway_by_table
  .byte 0, (1b - 4b) >> 2, (2b - 4b) >> 2
  .popsection
END way_by_table

# On another way it is another table.
# CHECK: two_tables+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN two_tables
  LOCATE x11, .Lone_table
  cbz x1, 4f
  LOCATE x11, .Lother_table
4:
  cmp x8, #1
  b.hi 3f
  GO 1f
  CASES
  BYTES .Lone_table
  BYTES .Lother_table
END two_tables

# CHECK: writable+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN writable
  cmp x8, #1
  b.hi 3f
  LOCATE x11, .Lwritable
  GO 1f
  CASES
  BYTES .Lwritable, .data, "aw"
END writable

# A shift to the left bounds nothing.
# CHECK: shifted_left+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN shifted_left
  lsl x8, x0, #1
  LOCATE x11, .Lshifted_left
  GO 1f
  CASES
  BYTES .Lshifted_left
END shifted_left

# Which part of the table is not known.
# CHECK: other_near+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN other_near
  cmp x8, #1
  b.hi 3f
  adr x11, .Lother_near
  add x11, x11, x7
  GO 1f
  CASES
  BYTES .Lother_near
END other_near

# Of the table there is only one entry.
# CHECK: cut_off+0x{{.*}}: error: no path is seen to lead to this code, which calls;
BEGIN cut_off
  cmp x8, #4095
  b.hi 3f
  LOCATE x11, .Lcut_off
  GO 1f
  CASES
  BYTES .Lcut_off
END cut_off
