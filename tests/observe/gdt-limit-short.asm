; The GDT's limit covers two descriptors, and the third is used.
; The first line must mention: limit
        %include "boot.inc"
        begin
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:flat
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:
%ifdef FIXED
        dw      23
%else
        dw      15
%endif
        dd      gdt
        bits    32
flat:   mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7c00
        finish
        bits    16
        sector
