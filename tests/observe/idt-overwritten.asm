; A buffer is cleared over the IDT, and then an interrupt comes.
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
        mov     ecx, 0x400
%ifdef FIXED
        mov     edi, 0xa000
%else
        mov     edi, 0x9000
%endif
        xor     eax, eax
        cld
        rep     stosb
        int     0x30
        finish
handler:
        iret
idtr:   dw      0x31 * 8 - 1
        dd      idt
        bits    16
        sector
idt     equ     0x9000
