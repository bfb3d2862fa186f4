; Sector numbers start at 1; the read of sector 0 fails, and nobody looks at the carry flag.
; The first line must mention: failed
        %include "boot.inc"
        begin
%ifdef FIXED
        load    2, 2, 0x8000
%else
        load    2, 0, 0x8000
%endif
        jmp     0:0x8000
        sector
        kernel  0x8000
        finish
        times   1024 - ($ - $$) db 0x90
