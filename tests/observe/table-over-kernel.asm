; The page directory is built where the kernel lies.
; The first line must mention: 0x80
        %include "boot.inc"
        begin
        load    2, 2, 0x8000
        protect
        mov     edi, 0x9000
%ifndef FIXED
        mov     edi, 0x8000
%endif
        mov     ebx, edi
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [ebx], 0x83
        mov     eax, cr4
        or      al, 0x10
        mov     cr4, eax
        mov     cr3, ebx
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        jmp     0x8200
        bits    16
        sector
        kernel  0x8000
        bits    32
        times   512 db 0x90
        finish
        times   1024 - ($ - $$) db 0x90
