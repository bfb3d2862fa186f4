; The kernel has no halt at its end and runs into its texts.
; The first line must mention: 0x80
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        jmp     0:0x8000
        sector
        kernel  0x8000
        mov     al, 'O'
        out     0xe9, al
        mov     al, 'K'
        out     0xe9, al
%ifdef FIXED
stop:   cli
        hlt
        jmp     stop
%endif
        times   1024 - ($ - $$) db 0
