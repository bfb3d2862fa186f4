; The kernel is loaded at 0x8000 and called at 0x1000:0.
; The first line must mention: 0x10000
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
%ifdef FIXED
        jmp     0:0x8000
%else
        jmp     0x1000:0
%endif
        sector
        kernel  0x8000
        finish
        times   1024 - ($ - $$) db 0x90
