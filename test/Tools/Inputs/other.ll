; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
; Debug information of a unit in another language.
!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, emissionKind: FullDebug, globals: !5)
!1 = !DIFile(filename: "other.rs", directory: "/")
!2 = !{i32 7, !"Dwarf Version", i32 5}
!3 = !{i32 2, !"Debug Info Version", i32 3}
!4 = !DIGlobalVariableExpression(var: !6, expr: !DIExpression())
!5 = !{!4}
!6 = distinct !DIGlobalVariable(name: "other", scope: !0, file: !1, line: 1, type: !7, isDefinition: true)
!7 = !DIBasicType(name: "int", size: 32, encoding: DW_ATE_signed)
@other = global i32 0, !dbg !4
