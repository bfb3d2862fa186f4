; A function calls itself for ever, and the stack grows over the program.
; The first line must mention: stack
        %include "boot.inc"
        begin
        load    3, 2, 0x7000
        mov     sp, 0x7c00
        mov     cx, 3
%ifndef FIXED
        mov     cx, 0xffff
%endif
        call    0:0x7000
        finish
        sector
        kernel  0x7000
        push    cx
        dec     cx
        jz      .end
        push    cs
        call    $$
.end:   pop     cx
        retf
        times   1536 - ($ - $$) db 0x90
