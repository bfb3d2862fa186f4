; The base in the GDT register is an offset in the segment, not a linear address.
; The first line must mention: GDT
        %include "boot.inc"
        bits    16
        org     0
        jmp     0x7c0:start
start:  mov     ax, 0x7c0
        mov     ds, ax
        mov     es, ax
        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7c00
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:0x7c00 + flat
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      23
%ifdef FIXED
        dd      0x7c00 + gdt
%else
        dd      gdt
%endif
        bits    32
flat:   mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7c00
        finish
        bits    16
        sector
