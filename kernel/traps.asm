; Entries of the interrupt vectors: they give every vector the same frame and
; call C.

%include "layout.inc"
%include "offsets.inc"

extern trap_handle
extern __bss_start, __k_end

; Seven values that differ from each other and from small numbers.
PATTERN equ 0xa5c31700

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

; Complete struct trap_frame (kernel/trap_frame.h lists who pushes what) and call
; void trap_handle(struct trap_frame *frame).
; in:       vector, error code and the processor's frame on the stack
; out:      resumes what was interrupted
; clobbers: nothing
trap_common:
        pushad
        cld                         ; the interrupted code may have set it
        mov     eax, esp
        mov     ebx, esp            ; what it held is in the frame
        call    trap_find_stack
        call    trap_handle
        mov     esp, ebx
        popad
        add     esp, 8              ; vector and error code
        iretd

; Leave esp where it is, unless it is on no stack of the kernel: then what is
; pushed may be lost, and the report of the fault needs a stack that holds.
; in:       eax = the frame, esp below it
; out:      esp on the kernel's stack, in .bss, or on a stack for emergencies
; clobbers: ecx
trap_find_stack:
        pop     ecx                 ; the return address, which a move would lose
        cmp     eax, PM_STACK_LOW
        jb      .lost
        cmp     eax, PM_STACK_LOW_END
        jb      .found
        cmp     eax, PM_STACK
        jb      .lost
        cmp     eax, PM_STACK_END
        jb      .found
        cmp     eax, __bss_start
        jb      .lost
        cmp     eax, __k_end
        jb      .found
.lost:
        mov     esp, trap_emergency_stack_end
.found:
        jmp     ecx

; uint32_t trap_test_registers(void)
; Fill the registers with a pattern, take an interrupt and compare.
; in:       nothing
; out:      eax = 0, or 1 and the place of the first register that came back
;           changed, in the order of pushad
; clobbers: ecx, edx
global trap_test_registers
trap_test_registers:
        push    ebp
        push    ebx
        push    esi
        push    edi
        mov     [trap_pattern_esp], esp
        mov     edi, PATTERN + 0
        mov     esi, PATTERN + 1
        mov     ebp, PATTERN + 2
        mov     ebx, PATTERN + 4
        mov     edx, PATTERN + 5
        mov     ecx, PATTERN + 6
        mov     eax, PATTERN + 7
        int     CPU_TEST_VECTOR
        pushad
        mov     edx, esp
        mov     ecx, [trap_pattern_esp]
        cmp     [edx + 12], ecx     ; pushad's copy of esp
        mov     eax, 4
        jne     .done
        mov     dword [edx + 12], PATTERN + 3
        xor     eax, eax
.next:
        lea     ecx, [eax + PATTERN]
        cmp     [edx + eax * 4], ecx
        lea     eax, [eax + 1]      ; leaves the flags alone
        jne     .done
        cmp     eax, 8
        jne     .next
        xor     eax, eax
.done:
        mov     esp, [trap_pattern_esp]
        pop     edi
        pop     esi
        pop     ebx
        pop     ebp
        ret

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

section .bss nobits alloc noexec write align=16
trap_pattern_esp:
        resd    1

; Neither is cleared: the emergency stack is large and needs no contents.
section .noinit nobits alloc noexec write align=16
        resb    4096
trap_emergency_stack_end:

section .note.GNU-stack noalloc noexec nowrite progbits
