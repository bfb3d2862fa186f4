; After the jump to protected mode DS still has its real-mode base.
; The first line must mention: ds
        %include "boot.inc"
        bits    16
        org     0x7c00
        jmp     0:start
start:  xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     ax, 0x1000
        mov     ds, ax
        cli
        lgdt    [cs:gdtr]
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
        mov     ss, ax
        mov     esp, 0x7c00
%ifdef FIXED
        mov     ds, ax
%endif
        mov     esi, text
next:   lodsb
        test    al, al
        jz      stop
        out     0xe9, al
        jmp     next
stop:   cli
        hlt
        jmp     stop
text:   db      "OK", 10, 0
        bits    16
        sector
