; The gate has the low half of the handler's address only.
; The first line must mention: gate at 0x6400
        %include "boot.inc"
        begin
        in      al, 0x92
        or      al, 2
        out     0x92, al
        protect
        mov     edi, 0x100040
        mov     byte [edi], 0xcf    ; iret
        mov     word [0x6400], 0x0040
        mov     word [0x6402], 8
        mov     word [0x6404], 0x8e00
%ifdef FIXED
        mov     word [0x6406], 0x0010
%else
        mov     word [0x6406], 0
%endif
        lidt    [idtr]
        int     0x80
        finish
idtr:   dw      0x7ff
        dd      0x6000
        sector
