; A buffer below the stack is cleared with too large a count, over the return addresses.
; The first line must mention: 0x7
        %include "boot.inc"
        begin
        call    work
        finish
; Clears a buffer.
; clobbers: ax, cx, di
work:   push    bp
        mov     di, 0x7a00
        xor     ax, ax
%ifdef FIXED
        mov     cx, 0x80
%else
        mov     cx, 0x200
%endif
        cld
        rep     stosb
        pop     bp
        ret
        sector
