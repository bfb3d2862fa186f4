; Counts the instructions of one call with the time-stamp counter, which in
; Bochs advances by one an instruction (and an iteration of a string instruction).

bits 32

; struct bench_call of tests/bench/bench.h
CALL_FUNCTION   equ 0
CALL_ARGUMENTS  equ 4
CALL_RESULT     equ 20

section .text

; uint32_t bench_ticks(struct bench_call *call)
; in:       eax = the call: the function, its arguments
; out:      eax = ticks from one reading of the counter to the next; the
;           function's result in the call
; clobbers: ecx, edx
global bench_ticks
bench_ticks:
        push    ebx
        push    esi
        push    edi
        mov     ebx, eax
        push    dword [ebx + CALL_ARGUMENTS + 12] ; the fourth is on the stack
        mov     ecx, [ebx + CALL_ARGUMENTS + 8]
        rdtsc
        mov     esi, eax
        mov     eax, [ebx + CALL_ARGUMENTS]
        mov     edx, [ebx + CALL_ARGUMENTS + 4]
        call    [ebx + CALL_FUNCTION]
        mov     edi, eax
        rdtsc
        sub     eax, esi
        mov     [ebx + CALL_RESULT], edi
        add     esp, 4
        pop     edi
        pop     esi
        pop     ebx
        ret

; void bench_empty(void)
; in:       nothing
; out:      nothing: its return is the only instruction
; clobbers: nothing
global bench_empty
bench_empty:
        ret

section .note.GNU-stack noalloc noexec nowrite progbits
