; The stack pointer starts at 0x20, so the tenth push wraps to the end of the segment.
; The first line must mention: wraps
        %include "boot.inc"
        begin
%ifdef FIXED
        mov     sp, 0x7c00
%else
        mov     ax, 0x1000
        mov     ss, ax
        mov     sp, 0x20
%endif
        mov     cx, 20
push_it:
        push    cx
        loop    push_it
        mov     cx, 20
pop_it: pop     ax
        loop    pop_it
        finish
        sector
