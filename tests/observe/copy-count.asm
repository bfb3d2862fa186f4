; The count is in bytes, and the copy moves double words.
; The first line must mention: 0x7c
        %include "boot.inc"
        begin
        load    4, 2, 0x1000
        cld
        mov     si, 0x1000
        mov     di, 0x6000
%ifdef FIXED
        mov     cx, 2048 / 4
%else
        mov     cx, 2048
%endif
        rep     movsd
        jmp     0:0x6000
        sector
        kernel  0x6000
        finish
        times   2048 - ($ - $$) db 0x90
