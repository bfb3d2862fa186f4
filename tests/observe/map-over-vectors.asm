; DI is not set for the memory map, so it goes over the interrupt vectors.
; The first line must mention: IVT
        %include "boot.inc"
        begin
        xor     di, di
%ifdef FIXED
        mov     di, 0x9000
%endif
        xor     ebx, ebx
.next:  mov     eax, 0xe820
        mov     edx, 0x534d4150
        mov     ecx, 24
        int     0x15
        jc      .done
        add     di, 24
        test    ebx, ebx
        jnz     .next
.done:  finish
        sector
