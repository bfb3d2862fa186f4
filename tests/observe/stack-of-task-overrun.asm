; The first task's stack grows over the frame that was built for the second task.
; The first line must mention: 0x5003c
        %include "boot.inc"
FIRST   equ     0x50080
%ifdef FIXED
SECOND  equ     0x4f000
%else
SECOND  equ     0x50040
%endif
        begin
        protect
        mov     dword [SECOND - 4], second
        mov     esp, FIRST
        mov     ecx, 12
        call    deep
        mov     esp, SECOND - 4
        ret
; Calls itself ECX times and pushes two words each time.
; in:       ecx = how often
; out:      nothing
; clobbers: ecx
deep:   push    eax
        push    ebx
        dec     ecx
        jz      deepest
        call    deep
deepest:
        pop     ebx
        pop     eax
        ret
second: finish
        sector
