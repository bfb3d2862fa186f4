; The stack begins just above the variables and grows over one of them.
; The first line must mention: 0x7000
        %include "boot.inc"
        begin
        mov     word [0x7000], 0x1234
%ifdef FIXED
        mov     sp, 0x7c00
%else
        mov     sp, 0x7020
%endif
        mov     cx, 20
push_it:
        push    cx
        loop    push_it
        mov     cx, 20
pop_it: pop     ax
        loop    pop_it
        mov     ax, [0x7000]
        cmp     ax, 0x1234
        jne     bad
        mov     al, 'O'
        out     0xe9, al
bad:    cli
        hlt
        jmp     bad
        sector
