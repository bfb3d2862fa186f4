; The page directory does not begin at a page, and cr3 drops the rest of its address.
; The first line must mention: not the start of a page
        %include "boot.inc"
%ifdef FIXED
DIRECTORY equ 0x10000
%else
DIRECTORY equ 0x10400
%endif
        begin
        protect
        mov     edi, DIRECTORY
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     dword [DIRECTORY], 0x12003
        mov     edi, 0x12000
        mov     eax, 3
        mov     ecx, 1024
page:   stosd
        add     eax, 0x1000
        loop    page
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        finish
        sector
