; The handler ends in an iret of 16 bits, but the gate pushed 32-bit words.
; The first line must mention: words of 2 bytes
        %include "boot.inc"
        begin
        protect
        mov     word [0x6400], handler
        mov     word [0x6402], 8
        mov     word [0x6404], 0x8e00
        mov     word [0x6406], 0
        lidt    [idtr]
        int     0x80
        finish
handler:
%ifdef FIXED
        iretd
%else
        iretw
%endif
idtr:   dw      0x7ff
        dd      0x6000
        sector
