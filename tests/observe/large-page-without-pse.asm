; The directory maps a page of 4 MiB, but CR4.PSE is clear.
; The first line must mention: PSE
        %include "boot.inc"
        begin
        protect
        mov     edi, 0x10000
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [0x10000], 0x83
%ifdef FIXED
        mov     eax, cr4
        or      eax, 0x10
        mov     cr4, eax
%endif
        mov     eax, 0x10000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        finish
        sector
