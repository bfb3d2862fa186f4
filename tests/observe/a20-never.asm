; Nobody opens the A20 gate: what goes to 1 MiB reaches 0.
; The first line must mention: A20
        %include "boot.inc"
        begin
        in      al, 0x92
%ifdef FIXED
        or      al, 2
%else
        and     al, 0xfd
%endif
        out     0x92, al
        load    1, 2, 0x8000
        protect
        mov     esi, 0x8000
        mov     edi, 0x110000
        mov     ecx, 128
        cld
        rep     movsd
        mov     eax, 0x110000
        call    eax
        finish
        bits    16
        sector
        kernel  0
        bits    32
        ret
        times   512 - ($ - $$) db 0x90
