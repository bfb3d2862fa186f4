; DS is never set; it holds 0x2000 from another program.
; The first line must mention: ds=
        %include "boot.inc"
        bits    16
        org     0x7c00
        jmp     0:start
start:
%ifdef FIXED
        xor     ax, ax
%else
        mov     ax, 0x2000
%endif
        mov     ds, ax
        mov     bx, 0
next:   mov     al, [text + bx]
        cmp     al, 0
        je      stop
        out     0xe9, al
        inc     bx
        jmp     next
stop:   cli
        hlt
        jmp     stop
text:   db      "OK", 10, 0
        sector
