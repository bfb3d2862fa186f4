; A ring 3 program is interrupted, and no task register was loaded.
; The first line must mention: TSS
        %include "boot.inc"
        begin
        cli
        lgdt    [gdtr]
        lidt    [idtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:flat
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff, 0x00cffa000000ffff, 0x00cff2000000ffff
        dw      103, tss, 0x8900, 0
gdtr:   dw      47
        dd      gdt
idtr:   dw      0x31 * 8 - 1
        dd      0x9000
        bits    32
flat:   mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 0x7c00
        mov     dword [0x9000 + 0x30 * 8], 0x00080000 + gate
        mov     dword [0x9000 + 0x30 * 8 + 4], 0x0000ee00
        mov     dword [tss + 4], 0x7000
        mov     dword [tss + 8], 16
%ifdef FIXED
        mov     ax, 40
        ltr     ax
%endif
        push    0x23
        push    0x6000
        push    2
        push    0x1b
        push    user
        iret
user:   int     0x30
gate:   finish
        bits    16
        align   4
tss:    times   26 dd 0
        sector
