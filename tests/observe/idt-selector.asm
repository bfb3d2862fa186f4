; The gate names selector 0x18, and the GDT ends before it.
; The first line must mention: IDT
        %include "boot.inc"
        begin
        protect
        mov     eax, handler
        mov     [idt + 0x30 * 8], ax
%ifdef FIXED
        mov     word [idt + 0x30 * 8 + 2], 8
%else
        mov     word [idt + 0x30 * 8 + 2], 0x18
%endif
        mov     word [idt + 0x30 * 8 + 4], 0x8e00
        shr     eax, 16
        mov     [idt + 0x30 * 8 + 6], ax
        lidt    [idtr]
        int     0x30
        finish
handler:
        iret
idtr:   dw      0x31 * 8 - 1
        dd      idt
        bits    16
        sector
idt     equ     0x9000
