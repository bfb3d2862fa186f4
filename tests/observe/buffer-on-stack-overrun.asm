; A loop copies a longer text into a buffer on the stack, over the return address.
; The first line must mention: return
        %include "boot.inc"
        begin
        call    copy
        finish
; Copy the text to the stack.
; in:       ds = 0
; out:      nothing
; clobbers: al, si, di
copy:   push    bp
        mov     bp, sp
        sub     sp, 16
        lea     di, [bp - 16]
        mov     si, text
.next:  lodsb
        mov     [di], al
        inc     di
        test    al, al
        jnz     .next
        mov     sp, bp
        pop     bp
        ret
text:
%ifdef FIXED
        db      'short', 0
%else
        db      'a text much longer than sixteen bytes', 0
%endif
        sector
