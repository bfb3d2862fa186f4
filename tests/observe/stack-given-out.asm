; The allocator gives out the page of the stack, and its owner fills it.
; The first line must mention: return address
        %include "boot.inc"
        begin
        protect
        mov     esp, 0x9000
        call    work
        finish
; Fills a page that the allocator gave out.
; clobbers: eax, ecx, edi
work:
%ifdef FIXED
        mov     edi, 0xa000
%else
        mov     edi, 0x8000
%endif
        mov     ecx, 1024
        mov     eax, 0x5a5a5a5a
fill:   mov     [edi], eax
        add     edi, 4
        loop    fill
        ret
        bits    16
        sector
