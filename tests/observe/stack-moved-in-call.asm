; A function sets its own stack and returns on it.
; The first line must mention: ret
        %include "boot.inc"
        begin
        call    setup
        finish
; Set the stack.
; in:       nothing
; out:      nothing
; clobbers: sp
setup:
%ifndef FIXED
        mov     sp, 0x7000
%endif
        ret
        sector
