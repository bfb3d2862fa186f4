; The handler of #GP returns without removing the error code.
; The first line must mention: error code
        %include "boot.inc"
        begin
        protect
        mov     eax, handler
        mov     [idt + 13 * 8], ax
        mov     word [idt + 13 * 8 + 2], 8
        mov     word [idt + 13 * 8 + 4], 0x8e00
        shr     eax, 16
        mov     [idt + 13 * 8 + 6], ax
        lidt    [idtr]
        mov     ax, 0x50
        mov     fs, ax
        finish
handler:
%ifdef FIXED
        add     esp, 4
%endif
        add     dword [esp], 2
        iret
idtr:   dw      14 * 8 - 1
        dd      idt
        bits    16
        sector
idt     equ     0x9000
