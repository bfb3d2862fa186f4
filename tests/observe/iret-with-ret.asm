; The handler of the timer ends with ret and leaves the flags and the segment.
; The first line must mention: iret
        %include "boot.inc"
        begin
        cli
        mov     word [8 * 4], timer
        mov     word [8 * 4 + 2], 0
        sti
        hlt
        cli
        finish
timer:  push    ax
        mov     al, 0x20
        out     0x20, al
        pop     ax
%ifdef FIXED
        iret
%else
        ret
%endif
        sector
