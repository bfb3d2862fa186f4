; Head 1 instead of head 0: an empty part of the disk is loaded and run.
; The first line must mention: zero
        %include "boot.inc"
        begin
        xor     ax, ax
        mov     es, ax
        mov     bx, 0x8000
        mov     ax, 0x0202
        mov     cx, 2
%ifdef FIXED
        mov     dh, 0
%else
        mov     dh, 1
%endif
        mov     dl, [drive]
        int     0x13
        jmp     0:0x8000
        sector
        kernel  0x8000
        finish
        times   1024 - ($ - $$) db 0x90
