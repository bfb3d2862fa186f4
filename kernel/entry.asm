; The first bytes of the kernel image: its header, which the loader checks, and
; the entry that makes C possible.
;
; Sizes and addresses come from the linker as absolute symbols; both checksums
; are sealed by the image builder after linking.

%include "layout.inc"
%include "offsets.inc"

extern __k_load_size, __k_memory_size, __k_text_start, __k_text_end
extern __k_start, __bss_start, __bss_words, __noinit_start, __k_end
extern kernel_main

section .header progbits alloc noexec nowrite align=4
global kernel_image_header
kernel_image_header:
        dd      KERNEL_HEADER_MAGIC
        dd      __k_load_size
        dd      __k_memory_size
        dd      kernel_entry
        dd      __k_text_start
        dd      __k_text_end
        dd      0                   ; text_crc
        dd      0, 0                ; sum_low, sum_high
%if $ - kernel_image_header != KERNEL_HEADER_SIZE
  %fatal 'the header is not struct kernel_header'
%endif

section .text
bits 32

; Clear .bss (memory holds whatever was there), paint the unused stack so that
; its high-water mark can be read, and call
; void kernel_main(uint32_t magic, struct bootinfo *boot).
; in:       eax = BOOTINFO_MAGIC, ebx = address of the boot information,
;           esp = PM_STACK_END or PM_STACK_LOW_END, flat segments,
;           interrupts off
; out:      does not return
; clobbers: everything
global kernel_entry
kernel_entry:
        cld
        mov     edx, eax
        xor     eax, eax
        mov     edi, __bss_start
        mov     ecx, __bss_words
        rep stosd

        mov     edi, PM_STACK_LOW   ; the loader tells by esp which stack is ours,
        mov     ecx, PM_STACK_LOW_END - PM_STACK_LOW
        cmp     esp, PM_STACK_LOW_END
        je      .stack
        mov     edi, PM_STACK       ; and no more of esp is relied on
        mov     ecx, PM_STACK_END - PM_STACK
.stack:
        lea     esp, [edi + ecx]
        shr     ecx, 2
        mov     eax, STACK_PAINT_BYTE * 0x01010101
        rep stosd

        xor     ebp, ebp            ; ends a walk of the frame pointers
        mov     eax, edx
        mov     edx, ebx
        call    kernel_main
.halt:
        cli
        hlt
        jmp     .halt               ; an NMI ends hlt even with interrupts off

; void step6_kernel(void)
; Do nothing. A debugger stops here for boot step 6: the step's record has left
; the line by then.
; in:       nothing
; out:      nothing
; clobbers: nothing
global step6_kernel
step6_kernel:
        ret

; const struct image_limits *image_limits(void)
; Tell where the linker has put the parts of the kernel (kernel/image.h).
; in:       nothing
; out:      eax = address of the limits
; clobbers: nothing else
global image_limits
image_limits:
        mov     eax, image_limits_table
        ret

section .rodata
image_limits_table:
        dd      __k_start
        dd      __k_text_start
        dd      __k_text_end
        dd      __bss_start
        dd      __noinit_start
        dd      __k_end

section .note.GNU-stack noalloc noexec nowrite progbits
