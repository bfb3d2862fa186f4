; The read goes to 0x400, over the BIOS data area; it works by luck.
; The first line must mention: BIOS data
        %include "boot.inc"
        begin
%ifdef FIXED
        load    1, 2, 0x8000
        jmp     0x8000
%else
        load    1, 2, 0x0600
        load    1, 2, 0x0400
        jmp     0x600
%endif
        sector
%ifdef FIXED
        kernel  0x8000
%else
        kernel  0x0600
%endif
        finish
        times   512 - ($ - $$) db 0
