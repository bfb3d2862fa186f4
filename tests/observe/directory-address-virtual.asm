; CR3 gets the linear address at which the directory will be, not the physical one.
; The first line must mention: page
        %include "boot.inc"
        begin
        protect
        mov     edi, 0x9000
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [0x9000], 0x83
        mov     dword [0x9000 + 768 * 4], 0x83
        mov     eax, cr4
        or      al, 0x10
        mov     cr4, eax
        mov     eax, 0x9000
%ifndef FIXED
        or      eax, 0xc0000000
%endif
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        finish
        bits    16
        sector
