; The stack lies in the extended BIOS data area, which the disk service uses.
; The first line must mention: EBDA
        %include "boot.inc"
        begin
%ifndef FIXED
        mov     ax, 0x9000
        mov     ss, ax
        mov     sp, 0xfffe
%endif
        call    read
        finish
; Read a sector to 0x8000.
; in:       [drive]
; out:      CF = 0 when it worked
; clobbers: ax, bx, cx, dh, es
read:   load    1, 2, 0x8000
        ret
        sector
        kernel  0x8000
        times   512 db 0x90
