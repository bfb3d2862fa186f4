; The mover copies the image over itself while it runs.
; The first line must mention: overwr
        %include "boot.inc"
        begin
        load    8, 2, 0x1000
        mov     si, 0x1000
%ifdef FIXED
        mov     di, 0x6000
%else
        mov     di, 0x7000
%endif
        mov     cx, 4096
        cld
        rep     movsb
%ifdef FIXED
        jmp     0:0x6000
%else
        jmp     0:0x7000
%endif
        sector
        kernel  0
        finish
        times   4096 - ($ - $$) db 0xf1
