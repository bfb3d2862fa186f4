; The kernel is moved up by less than its length, from its start on.
; The first line must mention: overlap
        %include "boot.inc"
        begin
        load    4, 2, 0x8000
        cld
        mov     si, 0x8000
        mov     di, 0x8100
        mov     cx, 2048
%ifdef FIXED
        std
        add     si, cx
        dec     si
        add     di, cx
        dec     di
%endif
        rep     movsb
        cld
        jmp     0:0x8100
        sector
        kernel  0x8100
        jmp     far_on
        times   0x700 - ($ - $$) db 0x90
far_on: finish
        times   2048 - ($ - $$) db 0x90
