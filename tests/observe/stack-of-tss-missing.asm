; The TSS names no stack for ring 0: the interrupt pushes below address 0.
; The first line must mention: TSS
        %include "boot.inc"
TSS     equ     0x5000
        begin
        protect
        mov     edi, TSS
        mov     ecx, 26
        xor     eax, eax
        rep     stosd
%ifdef FIXED
        mov     dword [TSS + 4], 0x90000
%endif
        mov     word [TSS + 8], 16
        lgdt    [ring_gdtr]
        mov     ax, 0x28
        ltr     ax
        mov     word [0x6400], handler
        mov     word [0x6402], 8
        mov     word [0x6404], 0xee00
        mov     word [0x6406], 0
        lidt    [idtr]
        push    dword 0x23
        push    dword 0x80000
        push    dword 2
        push    dword 0x1b
        push    dword user
        iretd
user:   int     0x80
        jmp     $
handler:
        finish
idtr:   dw      0x7ff
        dd      0x6000
        align   8
ring_gdt:
        dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
        dq      0x00cffa000000ffff, 0x00cff2000000ffff, 0x0000890050000067
ring_gdtr:
        dw      $ - ring_gdt - 1
        dd      ring_gdt
        sector
