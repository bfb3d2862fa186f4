; A counter in memory that nobody cleared decides.
; The first line must mention: 0x9
        %include "boot.inc"
        begin
        load    1, 2, 0x8000
        jmp     0:0x8000
        sector
        kernel  0x8000
%ifdef FIXED
        mov     word [0x9abc], 0
%endif
        mov     ax, [0x9abc]
        cmp     ax, 0
        jne     bad
        mov     al, 'O'
        out     0xe9, al
bad:    cli
        hlt
        jmp     bad
        times   512 - ($ - $$) db 0x90
