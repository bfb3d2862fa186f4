; The hook of the timer has offset and segment exchanged.
; The first line must mention: 0x
        %include "boot.inc"
        begin
        cli
%ifdef FIXED
        mov     word [8 * 4], timer
        mov     word [8 * 4 + 2], 0
%else
        mov     word [8 * 4], 0
        mov     word [8 * 4 + 2], timer
%endif
        sti
        hlt
        cli
        finish
timer:  push    ax
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret
        sector
