; A register is pushed and never popped, so ret takes it for the return address.
; The first line must mention: ret
        %include "boot.inc"
        begin
        mov     bx, 0x3000
        call    work
        finish
; Does something with a register that it keeps.
; in:       bx
; out:      ax
work:   push    bx
        mov     ax, 1
%ifdef FIXED
        pop     bx
%endif
        ret
        sector
