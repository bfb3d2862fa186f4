; The kernel is loaded in pieces up to video memory.
; The first line must mention: EBDA
        %include "boot.inc"
        begin
        mov     ax, 0x9f00
        mov     es, ax
%ifdef FIXED
        mov     ax, 0x2000
        mov     es, ax
%endif
        xor     bx, bx
        mov     ax, 0x0200 + 16
        mov     cx, 2
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        mov     bx, es
        cmp     bx, 0x9f00
        finish
        sector
        kernel  0
        times   8192 db 0x55
