; DS gets the selector of the code, which cannot be written to.
; The first line must mention: selector
        %include "boot.inc"
        begin
        protect
        mov     ax, 16
%ifndef FIXED
        mov     ax, 8
%endif
        mov     ds, ax
        mov     dword [0x9000], 1
        finish
        bits    16
        sector
