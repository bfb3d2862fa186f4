; The IDT's limit counts entries, not bytes.
; The first line must mention: IDT
        %include "boot.inc"
        begin
        protect
        mov     eax, handler
        mov     [idt + 0x30 * 8], ax
        mov     word [idt + 0x30 * 8 + 2], 8
        mov     word [idt + 0x30 * 8 + 4], 0x8e00
        shr     eax, 16
        mov     [idt + 0x30 * 8 + 6], ax
        lidt    [idtr]
        int     0x30
        finish
handler:
        iret
idtr:
%ifdef FIXED
        dw      0x31 * 8 - 1
%else
        dw      0x31
%endif
        dd      idt
        bits    16
        sector
idt     equ     0x9000
