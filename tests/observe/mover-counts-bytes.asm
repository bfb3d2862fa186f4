; The boot record moves itself to 0x600, but counts bytes where it wants words.
; The first line must mention: 0x600-0x700
        %include "boot.inc"
        bits    16
        org     0x600
        cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     si, 0x7c00
        mov     di, 0x600
        mov     cx, 256
%ifdef FIXED
        rep     movsw
%else
        rep     movsb
%endif
        jmp     0:moved
        times   300 db 0x90
moved:  finish
        sector
