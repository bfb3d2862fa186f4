; A pointer in memory that is not cleared holds what was loaded there before.
; The first line must mention: 
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        mov     si, 0x8000
        mov     di, 0x9000
        mov     cx, 256
        rep     movsw
        mov     si, 0x8200
        mov     di, 0x8000
        mov     cx, 128
        rep     movsw
        jmp     0x8000
        sector
        kernel  0x8000
        times   512 db 0xcc
        section .second follows=.kernel vstart=0x8000
%ifdef FIXED
        mov     word [0x8150], 0x8080
%endif
        mov     bx, [0x8150]
        jmp     bx
        times   128 - ($ - $$) db 0x90
        finish
        times   512 - ($ - $$) db 0
