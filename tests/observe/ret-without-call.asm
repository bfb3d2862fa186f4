; The kernel returns, but was entered by a jump.
; The first line must mention: 0x8ff00
        %include "boot.inc"
        begin
        load    1, 2, 0x8000
        protect
        mov     esp, 0x8ff00
%ifdef FIXED
        mov     eax, 0x8000
        call    eax
        finish
%else
        jmp     0x8000
%endif
        sector
        kernel  0x8000
        bits    32
        mov     al, '.'
        out     0xe9, al
        ret
