; The text comes first and nothing jumps over it; what its bytes do happens to be harmless.
; The first line must mention: executes data
        %include "boot.inc"
        bits    16
        org     0x7c00
%ifdef FIXED
        jmp     start
%endif
text:   db      "hello", 13, 10, 0
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     si, text
next:   lodsb
        test    al, al
        jz      done
        out     0xe9, al
        jmp     next
done:   finish
        sector
