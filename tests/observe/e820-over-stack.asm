; The memory map is stored just below the stack pointer's top, over the return address.
; The first line must mention: 0x7b
        %include "boot.inc"
        begin
        call    detect
        finish
; Stores the memory map.
; clobbers: eax, ebx, ecx, edx, di
detect:
%ifdef FIXED
        mov     di, 0x9000
%else
        mov     di, 0x7be0
%endif
        xor     ebx, ebx
next:   mov     eax, 0xe820
        mov     edx, 0x534d4150
        mov     ecx, 20
        int     0x15
        jc      done
        add     di, 20
        test    ebx, ebx
        jnz     next
done:   ret
        sector
