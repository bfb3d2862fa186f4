; A table is put at 48 MiB, and the machine has 32.
; The first line must mention: no memory
        %include "boot.inc"
        begin
        in      al, 0x92
        or      al, 2
        out     0x92, al
        protect
%ifdef FIXED
        mov     edi, 0x1800000
%else
        mov     edi, 0x3000000
%endif
        mov     ecx, 256
        mov     eax, 0x12345678
        cld
        rep     stosd
        finish
        bits    16
        sector
