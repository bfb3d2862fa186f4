; The offset of the far jump is cut to 16 bits, and the code lies above 64 KiB.
; The first line must mention: 0x
        %include "boot.inc"
        begin
        load    1, 2, 0x8000
        protect
        mov     esi, 0x8000
        mov     edi, 0x18000
        mov     ecx, 128
        rep     movsd
%ifdef FIXED
        jmp     dword 8:0x18000
%else
        mov     byte [0x8000], 0
        mov     edi, 0x8000
        mov     ecx, 128
        xor     eax, eax
        rep     stosd
        jmp     word 8:(0x18000 & 0xffff)
%endif
        bits    16
        sector
        kernel  0x18000
        bits    32
        finish
        times   512 - ($ - $$) db 0
