; No far jump follows the switch, so 32-bit code is decoded as 16-bit code.
; The first line must mention: far jump
        %include "boot.inc"
        begin
        cli
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
%ifdef FIXED
        jmp     8:flat
%else
        jmp     flat
%endif
        align   8
gdt:    dq      0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdtr:   dw      23
        dd      gdt
        bits    32
flat:   mov     eax, 16
        mov     ds, eax
        mov     ss, eax
        mov     esp, 0x7c00
        mov     ecx, [count]
        call    print
        finish
count:  dd      3
; Stands for a function of the kernel.
; in:       ecx = a count
; out:      nothing
; clobbers: nothing
print:  ret
        bits    16
        sector
