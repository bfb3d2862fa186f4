; The kernel is read to ffff:0010 while the A20 gate is closed, and lands on the vectors.
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
        mov     ax, 0xffff
        mov     es, ax
        mov     bx, 0x10
        mov     ax, 0x0201
        mov     cx, 2
        mov     dh, 0
        mov     dl, [drive]
        int     0x13
        jmp     0xffff:0x10
        sector
        kernel  0x10
        finish
