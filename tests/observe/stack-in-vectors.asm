; The stack is at 0x0410 and grows into the interrupt vectors.
; The first line must mention: 0x4
        %include "boot.inc"
        begin
%ifndef FIXED
        mov     sp, 0x410
%endif
        mov     cx, 30
fill:   push    cx
        loop    fill
        mov     cx, 30
drop:   pop     ax
        loop    drop
        finish
        sector
