; ES reaches beyond 64 KiB in real mode, but nobody has given it a larger limit.
; The first line must mention: limit
        %include "boot.inc"
        begin
        in      al, 0x92
        or      al, 2
        out     0x92, al
%ifdef FIXED
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, 8
        mov     es, bx
        and     al, 0xfe
        mov     cr0, eax
        xor     bx, bx
        mov     es, bx
%endif
        mov     edi, 0x100000
        mov     dword [es:edi], 0x12345678
        finish
        align   8
gdt:    dq      0, 0x00cf92000000ffff
gdtr:   dw      $ - gdt - 1
        dd      gdt
        sector
