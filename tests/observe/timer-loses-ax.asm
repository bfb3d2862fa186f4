; The timer's handler changes AX and does not give it back.
; The first line must mention: ax
        %include "boot.inc"
        begin
        cli
        mov     word [0x20], tick
        mov     word [0x22], 0
        sti
        mov     cx, 0xffff
wait1:  mov     ax, 0x1234
        mov     bx, 100
wait2:  dec     bx
        jnz     wait2
        cmp     ax, 0x1234
        jne     bad
        loop    wait1
        mov     cx, 3
bad:    finish
tick:
%ifdef FIXED
        push    ax
%endif
        mov     al, 0x20
        out     0x20, al
%ifdef FIXED
        pop     ax
%endif
        iret
        sector
