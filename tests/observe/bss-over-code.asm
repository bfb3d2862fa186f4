; The loop that clears .bss starts too low and clears the function that is called after it.
; The first line must mention: 0x8080
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        jmp     0:0x8000
        sector
        kernel  0x8000
        call    work
%ifdef FIXED
        mov     di, 0x8400
%else
        mov     di, 0x8080
%endif
        xor     ax, ax
        mov     cx, 0x100
        cld
        rep     stosb
        call    work
        finish
        times   0x80 - ($ - $$) db 0x90
; Adds.
; out:      ax
work:   mov     ax, 1
        add     ax, 2
        ret
        times   1024 - ($ - $$) db 0x90
