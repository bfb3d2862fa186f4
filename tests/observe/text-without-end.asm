; The text has no zero at its end, so what follows is printed, up to memory nobody wrote.
; The first line must mention: 
        %include "boot.inc"
        begin
        load    1, 2, 0x8000
        mov     si, 0x8000
.next:  lodsb
        cmp     al, '$'
        je      .end
        out     0xe9, al
        jmp     .next
.end:   finish
        sector
        kernel  0x8000
%ifdef FIXED
        db      'OK', 10, '$'
%endif
        times   512 - ($ - $$) db 'A'
