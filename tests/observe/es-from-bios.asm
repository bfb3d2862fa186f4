; INT 13h AH=08h returns a pointer in ES:DI, and the program stores through ES after it.
; The first line must mention: 0xf
        %include "boot.inc"
        begin
        mov     ah, 8
        mov     dl, [drive]
        int     0x13
%ifdef FIXED
        xor     ax, ax
        mov     es, ax
%else
        mov     ax, 0xf000
        mov     es, ax
%endif
        mov     di, 0x9000
        mov     cx, 16
        mov     ax, 0x5555
        cld
        rep     stosw
        finish
        sector
