	xorl	%ecx, %ecx
	rdpkru
	movl	%eax, 8(%rsp)
	andl	$-9, %eax
	wrpkru
	mrs	x8, POR_EL0
	orr	x8, x8, #0x40
	msr	POR_EL0, x8
	isb
	str	x8, [sp]
