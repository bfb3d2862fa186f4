; DL is changed before the read, so another drive is asked, and nobody looks at the result.
; The first line must mention: failed
        %include "boot.inc"
        begin
        mov     ax, 0x0201
        mov     cx, 2
        mov     bx, 0x8000
        xor     dx, dx
%ifdef FIXED
        mov     dl, [drive]
%else
        mov     dl, 0x8f
%endif
        int     0x13
        jmp     0x8000
        sector
        kernel  0x8000
        finish
        times   512 - ($ - $$) db 0x90
