; The page table maps the first 100 pages, and the stack lies beyond them.
; The first line must mention: page at 0x8f000
        %include "boot.inc"
        begin
        protect
        mov     esp, 0x90000
        mov     edi, 0x10000
        mov     ecx, 2048
        xor     eax, eax
        rep     stosd
        mov     dword [0x10000], 0x11003
        mov     edi, 0x11000
        mov     eax, 3
%ifdef FIXED
        mov     ecx, 256
%else
        mov     ecx, 100
%endif
page:   stosd
        add     eax, 0x1000
        loop    page
        mov     eax, 0x10000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        call    leaf
        finish
; Returns at once.
; in:       nothing
; out:      nothing
; clobbers: nothing
leaf:   ret
        sector
