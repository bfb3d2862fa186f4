; Nobody loads a GDT before the switch to protected mode.
; The first line must mention: GDT
        %include "boot.inc"
        begin
        cli
%ifdef FIXED
        lgdt    [gdtr]
%endif
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:flat
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      23
        dd      gdt
        bits    32
flat:   mov     ax, 16
        mov     ds, ax
        finish
        bits    16
        sector
