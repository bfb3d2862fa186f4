; The handler of the timer changes BX after saving AX only.
; The first line must mention: bx
        %include "boot.inc"
        begin
        cli
        mov     word [0x20], tick
        mov     word [0x22], 0
        sti
        mov     bx, 0x7777
        mov     cx, 30
again:  mov     dx, 60000
inner:  dec     dx
        jnz     inner
        loop    again
        finish
tick:   push    ax
%ifdef FIXED
        push    bx
%endif
        mov     bx, [0x600]
        inc     bx
        mov     al, 0x20
        out     0x20, al
%ifdef FIXED
        pop     bx
%endif
        pop     ax
        iret
        sector
