; The kernel is an ELF file, and the loader jumps to its header.
; The first line must mention: ELF
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
%ifdef FIXED
        jmp     0:0x8034
%else
        jmp     0:0x8000
%endif
        sector
        kernel  0x8000
        db      0x7f, "ELF", 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0
        times   0x34 - ($ - $$) db 0
        finish
        times   1024 - ($ - $$) db 0x90
