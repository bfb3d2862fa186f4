; The kernel is copied to 0x10000 and called at 0x11000.
; The first line must mention: 0x10
        %include "boot.inc"
        begin
        load    4, 2, 0x8000
        protect
        mov     esi, 0x8000
        mov     edi, 0x10000
        mov     ecx, 512
        cld
        rep     movsd
%ifdef FIXED
        mov     eax, 0x10000
%else
        mov     eax, 0x11000
%endif
        jmp     eax
        bits    16
        sector
        kernel  0
        bits    32
        finish
        times   2048 - ($ - $$) db 0x90
