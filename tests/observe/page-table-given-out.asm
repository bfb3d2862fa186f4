; The allocator gives out the frame of the page table, and its owner clears it.
; The first line must mention: page table
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
        mov     ecx, 1024
map:    stosd
        add     eax, 4096
        loop    map
        mov     eax, 0x9000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
%ifdef FIXED
        mov     edi, 0xb000
%else
        mov     edi, 0xa000
%endif
        mov     ecx, 1024
        xor     eax, eax
        rep     stosd
        mov     eax, cr3
        mov     cr3, eax
        nop
        finish
        bits    16
        sector
