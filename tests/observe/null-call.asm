; A pointer to a function was never set.
; The first line must mention: 0x0
        %include "boot.inc"
        begin
        load    1, 2, 0x8000
        protect
        jmp     kmain
        bits    16
        sector
        kernel  0x8000
        bits    32
kmain:
%ifdef FIXED
        mov     dword [hook], ready
%endif
        mov     eax, [hook]
        call    eax
        finish
ready:  ret
hook:   dd      0
        times   512 - ($ - $$) db 0x90
