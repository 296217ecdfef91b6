# Intent: rule 7 finds key-register writes at any offset, not those that are meant,
# in every form of report; --fail-on-hidden makes them findings.
# RUN: rm -rf %t && mkdir %t
# RUN: llvm-mc --triple=x86_64-linux-gnu --filetype=obj %s -o %t/a.o
# RUN: kpkeys-verify %t/a.o --trusted=meant > %t/notes
# RUN: FileCheck %s --check-prefix=TEXT --implicit-check-not=a.o: --match-full-lines < %t/notes
# RUN: not kpkeys-verify --fail-on-hidden --trusted=meant %t/a.o | FileCheck %s --check-prefix=FAIL
# TEXT:      {{.*}}a.o:.text:0x1: immediate+0x1: note: hidden WRPKRU [rule 7, hidden-instruction]
# TEXT-NEXT: {{.*}}a.o:.text:0x6: across+0x1: note: hidden WRPKRU [rule 7, hidden-instruction]
# TEXT-NEXT: {{.*}}a.o:.text:0xb: displacement+0x2: note: hidden XRSTOR [rule 7, hidden-instruction]
# TEXT-NEXT: {{.*}}a.o:.text:0x11: data+0x1: note: hidden WRMSR [rule 7, hidden-instruction]
# TEXT-NEXT: {{.*}}a.o:.text.other:0x1: other+0x1: note: hidden XRSTORS [rule 7, hidden-instruction]
# TEXT-NEXT: 1 object, 0 windows: 0 findings, 5 notes
# FAIL-COUNT-5: error: hidden
# FAIL: 5 findings
#
# RUN: kpkeys-verify --format=json --trusted=meant %t/a.o | FileCheck %s --check-prefix=JSON
# JSON: "address": "0x1"
# JSON: "level": "note"
# JSON: "message": "hidden WRPKRU"
# JSON: "name": "hidden-instruction"
# JSON: "rule": 7
# JSON: "section": ".text"
# JSON: "symbol": "immediate"
# JSON: "symbol-offset": 1
#
# RUN: kpkeys-verify --format=sarif --trusted=meant %t/a.o --output %t/a.sarif
# RUN: %python %S/Inputs/verify-sarif.py %t/a.sarif | FileCheck %s --check-prefix=SARIF
# SARIF: KPV7 note {{.*}}a.o .text+0x1 immediate
# SARIF-COUNT-4: KPV7 note
# SARIF-NOT: KPV
	.text
immediate:
	movl $0x90ef010f, %eax
across:
	.byte 0x3c, 0x0f                # cmpb $0x0f, %al
	addl %ebp, %edi                 # 01 ef
displacement:
	leal 0x28ae0f(%rsi), %eax
	ret
	.p2align 4, 0xcc
data:
	.byte 0xb4, 0x0f, 0x30, 0xc3
	.section .text.other, "ax", @progbits
other:
	movl $0x181ec70f, %eax
	ret
meant:
	wrpkru
	lfence
	xrstor64 (%rdi)
	xrstors (%rdi)
	rep
	wrmsr
	ret
