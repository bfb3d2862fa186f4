; ES is 0x07c0 for the read, so the sectors go 0x7c00 too high.
; The first line must mention: 0x8000
        %include "boot.inc"
        begin
%ifdef FIXED
        mov     ax, 0
%else
        mov     ax, 0x7c0
%endif
        mov     es, ax
        mov     bx, 0x8000
        mov     ax, 0x0202
        mov     cx, 2
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        jmp     0:0x8000
        sector
        kernel  0x8000
        finish
        times   1024 - ($ - $$) db 0x90
