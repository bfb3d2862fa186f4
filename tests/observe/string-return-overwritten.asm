; A name is copied to a buffer of eight bytes on the stack and goes on over the return address.
; The first line must mention: return address
        %include "boot.inc"
        begin
        call    greet
        finish
; Copies the name to a buffer on the stack.
; in:       ds, es = 0
; out:      nothing
; clobbers: al, si, di
greet:  push    bp
        mov     bp, sp
        sub     sp, 8
        lea     di, [bp - 8]
        mov     si, name
next:   lodsb
        mov     [di], al
        inc     di
        test    al, al
        jnz     next
        mov     sp, bp
        pop     bp
        ret
%ifdef FIXED
name:   db      "abc", 0
%else
name:   db      "abcdefghijklmn", 0
%endif
        sector
