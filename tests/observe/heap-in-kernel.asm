; The allocator's first block lies in the kernel; the owner of the block fills it.
; The first line must mention: 0x8
        %include "boot.inc"
        begin
        load    4, 2, 0x8000
        protect
        jmp     kmain
        bits    16
        sector
        kernel  0x8000
        bits    32
kmain:  mov     eax, [heap]
        mov     edi, eax
        mov     ecx, 64
        mov     eax, 0x11223344
fill:   mov     [edi], eax
        add     edi, 4
        loop    fill
        call    late
stop:   cli
        hlt
        jmp     stop
%ifdef FIXED
heap:   dd      0x9000
%else
heap:   dd      0x8400
%endif
        times   0x480 - ($ - $$) db 0x90
; Prints O.
; clobbers: al
late:   mov     al, 'O'
        out     0xe9, al
        ret
        times   2048 - ($ - $$) db 0x90
