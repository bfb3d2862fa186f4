; A BIOS service is called in protected mode.
; The first line must mention: int 0x10
        %include "boot.inc"
        begin
        protect
%ifndef FIXED
        mov     ax, 0x0e41
        int     0x10
%endif
        finish
        bits    16
        sector
