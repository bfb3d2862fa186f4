; Entries of the interrupt vectors: they give every vector the same frame and
; call C.

%include "offsets.inc"

extern trap_handle

section .text
bits 32

; The exceptions for which the processor pushes an error code (Intel SDM volume
; 3A, table 6-1): 8, 10 to 14, 17, 21, 29, 30.
%define HAS_ERROR_CODE(v) \
    ((v) == 8 || ((v) >= 10 && (v) <= 14) || (v) == 17 || (v) == 21 || (v) == 29 || (v) == 30)

; trap_entry_N is where vector N arrives. It pushes a zero where the processor
; pushed no error code, and the vector, so that every frame has the same shape.
; in:       the processor's frame on the stack
; out:      goes on at trap_common
; clobbers: nothing
%assign vector 0
%rep CPU_VECTORS
trap_entry_ %+ vector:
  %if !HAS_ERROR_CODE(vector)
        push    dword 0
  %endif
        push    dword vector
        jmp     trap_common
  %assign vector vector + 1
%endrep

; Complete struct trap_frame (kernel/traps.h tells who pushes what) and call
; void trap_handle(struct trap_frame *frame).
; in:       vector, error code and the processor's frame on the stack
; out:      resumes what was interrupted
; clobbers: nothing
trap_common:
        pushad
        cld                         ; the interrupted code may have set it
        mov     eax, esp
        call    trap_handle
        popad
        add     esp, 8              ; vector and error code
        iretd

; const uint32_t *trap_entry_table(void)
; Give the addresses of all entries, for the IDT.
; in:       nothing
; out:      eax = address of CPU_VECTORS words
; clobbers: nothing else
global trap_entry_table
trap_entry_table:
        mov     eax, trap_entries
        ret

section .rodata
trap_entries:
%assign vector 0
%rep CPU_VECTORS
        dd      trap_entry_ %+ vector
  %assign vector vector + 1
%endrep

section .note.GNU-stack noalloc noexec nowrite progbits
