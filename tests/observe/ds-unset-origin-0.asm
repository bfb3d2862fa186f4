; Put together for origin 0 and run with DS 0: the text is read from the vectors.
; The first line must mention: 0x4
        %include "boot.inc"
        bits    16
        org     0
start:
%ifdef FIXED
        mov     ax, 0x7c0
        mov     ds, ax
%else
        xor     ax, ax
        mov     ds, ax
%endif
        mov     si, text
next:   lodsb
        test    al, al
        jz      stop
        out     0xe9, al
        jmp     next
stop:   cli
        hlt
        jmp     stop
        times   64 - ($ - $$) db 0x90
text:   db      "OK", 10, 0
        sector
