; The direction flag is set, so the copy goes down from the first byte.
; The first line must mention: down
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
%ifdef FIXED
        cld
%else
        std
%endif
        mov     si, 0x8000
        mov     di, 0x9000
        mov     cx, 1024
        rep     movsb
        cld
        jmp     0:0x9000
        sector
        kernel  0x9000
        finish
        times   1024 - ($ - $$) db 0x90
