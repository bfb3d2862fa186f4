; The count of the copy is a multiple of 64 KiB, and CX keeps 16 bits of it.
; The first line must mention: 0x20000
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        mov     ax, 0x2000
        mov     es, ax
        xor     di, di
        mov     si, 0x8000
        cld
%ifdef FIXED
        mov     cx, 1024
%else
        mov     cx, 0x10000 & 0xffff
%endif
        rep     movsb
        jmp     0x2000:0
        sector
        kernel  0
        finish
        times   1024 - ($ - $$) db 0x90
