; The data segment's limit counts bytes, so that it ends at 1 MiB.
; The first line must mention: limit
        %include "boot.inc"
        begin
        in      al, 0x92
        or      al, 2
        out     0x92, al
        protect
%ifndef FIXED
        mov     byte [gdt + 22], 0x4f
        mov     ax, 16
        mov     es, ax
%endif
        mov     edi, 0x200000
        mov     ecx, 16
        rep     stosd
        finish
        sector
