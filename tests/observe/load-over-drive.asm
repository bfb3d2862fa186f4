; The number of the boot drive is kept where the next read goes.
; The first line must mention: 0x8010
        %include "boot.inc"
        begin
%ifdef FIXED
        mov     bx, 0x500
%else
        mov     bx, 0x8010
%endif
        mov     [bx], dl
        push    bx
        load    1, 2, 0x8000
        pop     si
        mov     dl, [si]
        xor     ax, ax
        mov     es, ax
        mov     bx, 0x8200
        mov     ax, 0x0201
        mov     cx, 3
        mov     dh, 0
        int     0x13
        jc      bad
        jmp     0:0x8000
bad:    mov     al, 'E'
        out     0xe9, al
        cli
        hlt
        sector
        kernel  0x8000
        jmp     0:0x8200
        times   512 - ($ - $$) db 0x55
        finish
        times   1024 - ($ - $$) db 0x90
