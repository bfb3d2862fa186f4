; Only the first page is mapped, and the code lies in the eighth.
; The first line must mention: page
        %include "boot.inc"
        begin
        protect
        mov     edi, 0x9000
        mov     ecx, 2048
        xor     eax, eax
        cld
        rep     stosd
        mov     dword [0x9000], 0xa003
        mov     edi, 0xa000
        mov     eax, 3
%ifdef FIXED
        mov     ecx, 16
%else
        mov     ecx, 1
%endif
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
