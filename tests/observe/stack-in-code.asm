; The stack begins in the middle of the kernel and grows over its start.
; The first line must mention: 0x80
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        jmp     0:0x8000
        sector
        kernel  0x8000
start:
%ifdef FIXED
        mov     sp, 0x7c00
%else
        mov     sp, 0x8080
%endif
        mov     cx, 3
again:  push    cx
        mov     ax, 40
        call    deep
        pop     cx
        loop    again
        finish
        times   0x100 - ($ - $$) db 0x90
; Calls itself.
; in:       ax how often
deep:   dec     ax
        jz      .end
        call    deep
.end:   ret
        times   1024 - ($ - $$) db 0x90
