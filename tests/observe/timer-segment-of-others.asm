; The timer's handler counts through DS as it finds it, and the program uses DS for the screen.
; The first line must mention: ds=0xb800
        %include "boot.inc"
        begin
        cli
        mov     word [0x20], tick
        mov     word [0x22], 0
        mov     ax, 0xb800
        mov     ds, ax
        sti
        hlt
        hlt
        finish
tick:   push    ax
        push    ds
%ifdef FIXED
        xor     ax, ax
        mov     ds, ax
%endif
        inc     word [ticks]
        mov     al, 0x20
        out     0x20, al
        pop     ds
        pop     ax
        iret
ticks:  dw      0
        sector
