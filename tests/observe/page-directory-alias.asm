; The page table's address in the directory is that of the directory itself plus one page too many.
; The first line must mention: page
        %include "boot.inc"
        begin
        protect
        mov     edi, 0x9000
        mov     ecx, 1024
        xor     eax, eax
        cld
        rep     stosd
%ifdef FIXED
        mov     dword [0x9000], 0xa003
%else
        mov     dword [0x9000], 0xb003
%endif
        mov     edi, 0xa000
        mov     eax, 3
        mov     ecx, 1024
map:    stosd
        add     eax, 4096
        loop    map
        mov     eax, 0x9000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        nop
        finish
        bits    16
        sector
