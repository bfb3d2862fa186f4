; The gates are for a timer at 0x20, but the interrupt controller still sends 0x08.
; The first line must mention: not remapped
        %include "boot.inc"
        begin
        protect
        mov     edi, 0x6000
        mov     ecx, 33
gate:   mov     word [edi], stray
        mov     word [edi + 2], 8
        mov     word [edi + 4], 0x8e00
        mov     word [edi + 6], 0
        add     edi, 8
        loop    gate
        mov     word [0x6100], tick
        lidt    [idtr]
%ifdef FIXED
        mov     al, 0x11
        out     0x20, al
        mov     al, 0x20
        out     0x21, al
        mov     al, 4
        out     0x21, al
        mov     al, 1
        out     0x21, al
        mov     al, 0
        out     0x21, al
%endif
        sti
        hlt
        finish
tick:   push    eax
        mov     al, 0x20
        out     0x20, al
        pop     eax
        iretd
stray:  cli
        hlt
        jmp     stray
idtr:   dw      0x7ff
        dd      0x6000
        sector
