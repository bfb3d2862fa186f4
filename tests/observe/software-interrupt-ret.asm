; The handler of the program's own interrupt ends in ret; each call leaves two words on the stack.
; The first line must mention: iret
        %include "boot.inc"
        begin
        mov     word [0x200], service
        mov     word [0x202], 0
        mov     cx, 3
again:  int     0x80
        loop    again
        finish
service:
%ifdef FIXED
        iret
%else
        ret
%endif
        sector
