; The text lies in the second sector of the kernel, and one sector is read.
; The first line must mention: 0x82
        %include "boot.inc"
        begin
%ifdef FIXED
        load    2, 2, 0x8000
%else
        load    1, 2, 0x8000
%endif
        jmp     0:0x8000
        sector
        kernel  0x8000
        mov     si, text
next:   lodsb
        test    al, al
        jz      stop
        out     0xe9, al
        jmp     next
stop:   cli
        hlt
        jmp     stop
        times   0x220 - ($ - $$) db 0x90
text:   db      "OK", 10, 0
        times   1024 - ($ - $$) db 0x90
