; A kernel that only checks what the loader hands over.
;
; It tests the contract of protected_enter (boot/stage2/protected.inc), prints
; one line a finding and the boot information on COM1, ends with "stub: done",
; and switches the machine off. Its image is a little over two load buffers
; long and not a whole number of sectors, so loading it takes all paths.

%include "layout.inc"
%include "offsets.inc"
%include "boot/common/ports.inc"

IMAGE_SIZE      equ 2 * (KERNEL_OFFSET1_END - KERNEL_OFFSET1) + 1003
MEMORY_SIZE     equ IMAGE_SIZE + 0x2000
FILLER          equ 0x5a
EFLAGS_IF       equ 1 << 9
EFLAGS_DF       equ 1 << 10
BOCHS_SHUTDOWN  equ 0x8900          ; takes the word "Shutdown"
QEMU_PM1A       equ 0x604           ; ACPI PM1a control of pc and q35
QEMU_SLEEP_S5   equ 0x2000

org KERNEL_OFFSET2
bits 32

image:
        dd      KERNEL_HEADER_MAGIC, IMAGE_SIZE, MEMORY_SIZE, step6_kernel
        dd      image, text_end, 0, 0, 0 ; the checksums are sealed later

; One finding: a line when the last comparison set ZF, another when not.
; 1: condition that is right, as in jCC  2: what is checked
%macro expect 2
        j%1     %%right
        mov     esi, %%wrong_text
        jmp     %%say
%%wrong_text: db 'stub: WRONG: ', %2, 13, 10, 0
%%right_text: db 'stub: ok: ', %2, 13, 10, 0
%%right:
        mov     esi, %%right_text
%%say:
        call    put_text
%endmacro

; Print a number of the boot information.
; 1: its name  2: offset of a dword in it
%macro show 2
        mov     esi, %%text
        call    put_text
        mov     eax, [MEM_MAP + %2]
        call    put_hex
        jmp     %%on
%%text: db 'stub: ', %1, ' ', 0
%%on:
%endmacro

step6_kernel:
        mov     ebp, eax            ; what the loader passed
        mov     edi, ebx
        pushfd
        rdtsc
        mov     [entry_stamp], eax
        cmp     ebp, BOOTINFO_MAGIC
        expect  e, 'eax is the magic'
        cmp     edi, MEM_MAP
        expect  e, 'ebx is the boot information'
        test    dword [esp], EFLAGS_IF
        expect  z, 'interrupts are off'
        test    dword [esp], EFLAGS_DF
        expect  z, 'direction is up'
        add     esp, 4
        cmp     esp, PM_STACK_END
        expect  e, 'esp is the top of the stack'
        mov     eax, [STAGE1]
        mov     ebx, ~0
        xor     ebx, [KERNEL_OFFSET2 + STAGE1]
        mov     [KERNEL_OFFSET2 + STAGE1], ebx
        cmp     [STAGE1], eax
        expect  e, 'A20 is open'
        xor     ebx, ~0
        mov     [KERNEL_OFFSET2 + STAGE1], ebx
        mov     edi, filler
        mov     ecx, image_end - filler
        mov     al, FILLER
        repe    scasb
        expect  e, 'the image is whole'
        show    'bootinfo magic', BOOTINFO_MAGIC_OFFSET
        show    'flags', BOOTINFO_FLAGS
        show    'drive, disk, a20, source', BOOTINFO_DRIVE
        show    'raw entries', BOOTINFO_RAW_COUNT
        show    'telemetry next', BOOTINFO_TELEMETRY_NEXT
        show    'conventional KiB', BOOTINFO_CONVENTIONAL_KIB
        show    'ebda segment', BOOTINFO_EBDA_SEGMENT
        show    'kernel sectors', BOOTINFO_KERNEL_SECTORS
%assign step 1
%rep 5
  %defstr STEP step
  %strcat STEP 'tsc of step ', STEP
        show    STEP, BOOTINFO_STEP_TSC + step * 8
  %assign step step + 1
%endrep
        mov     esi, text_entry
        call    put_text
        mov     eax, [entry_stamp]
        call    put_hex
        mov     esi, text_done
        call    put_text
        mov     dx, BOCHS_SHUTDOWN
        mov     esi, text_shutdown
        mov     ecx, 8
        rep     outsb
        mov     dx, QEMU_PM1A
        mov     ax, QEMU_SLEEP_S5
        out     dx, ax
.stop:
        hlt
        jmp     .stop

; Print text at esi up to its zero byte on COM1. Clobbers eax, edx, esi.
put_text:
        lodsb
        cmp     al, 0
        je      .done
        call    put_byte
        jmp     put_text
.done:
        ret

; Print eax as eight hex digits and a line end. Clobbers eax, ecx, edx, esi.
put_hex:
        mov     ecx, 8
.digit:
        rol     eax, 4
        push    eax
        and     al, 0x0f
        add     al, '0'
        cmp     al, '9'
        jbe     .put
        add     al, 'a' - '9' - 1
.put:
        call    put_byte
        pop     eax
        loop    .digit
        mov     esi, text_line_end
        jmp     put_text

; Print al. Clobbers ah, edx.
put_byte:
        mov     ah, al
        mov     dx, COM1 + UART_LSR
.wait:
        in      al, dx
        test    al, UART_LSR_THRE
        jz      .wait
        mov     al, ah
        mov     dx, COM1
        out     dx, al
        ret

text_entry:     db 'stub: tsc of entry ', 0
text_done:      db 'stub: done'
text_line_end:  db 13, 10, 0
text_shutdown:  db 'Shutdown'
text_end:
entry_stamp:    dd 0
filler:
        times IMAGE_SIZE - ($ - image) db FILLER
image_end:
