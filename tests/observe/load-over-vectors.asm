; The buffer's segment was computed to zero.
; The first line must mention: IVT
        %include "boot.inc"
        begin
%ifdef FIXED
        mov     ax, 0x800
%else
        mov     ax, 0
%endif
        mov     es, ax
        xor     bx, bx
        mov     ax, 0x0204
        mov     cx, 2
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        finish
        sector
        kernel  0
        times   2048 db 0x77
