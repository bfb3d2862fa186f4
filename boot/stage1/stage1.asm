; The boot sector: boot step 1.
;
; The BIOS loads these 512 bytes and jumps to them with the drive number in
; dl and nothing else certain. They open the serial lines, say so, read the
; second stage, which follows them on the disk, and jump to it.
;
; Debugger symbol: step1_stage1 is reached when the record of step 1 has left
; the line and the work of the step is next.

%include "layout.inc"               ; addresses, from docs/layout.md
%include "offsets.inc"              ; struct bootinfo, from kernel/core/bootinfo.h
%include "boot/common/ports.inc"
%include "boot/common/disk.inc"
%include "boot/common/record.inc"

[map symbols MAP_FILE]              ; for the debugger's symbols

STEP1_TSC       equ MEM_MAP + BOOTINFO_STEP_TSC + 8
VECTOR_UD       equ 6 * 4           ; undefined opcode

org STAGE1
bits 16

stage1:
        jmp     0:.normalised       ; some BIOSes jump to 07c0:0000
.normalised:
        xor     ax, ax
        mov     ss, ax              ; holds interrupts off for the next one
        mov     sp, REAL_STACK_END
        mov     ds, ax              ; everything of the loader lies below 64 KiB
        mov     es, ax
        cld                         ; a BIOS may leave it set
        sti
        mov     di, MEM_MAP         ; the boot information up to its map
        mov     cx, BOOTINFO_RAW / 2
        rep     stosw
        mov     [BOOT_DRIVE], dl    ; before dx is used for the ports
        mov     dh, COM1 >> 8       ; both, as a failure is told on both
        call    uart_init
        mov     dh, COM2 >> 8
        call    uart_init
        mov     dword [VECTOR_UD], stage1_old_processor
        rdtsc                       ; every boot step is stamped
        mov     [STEP1_TSC], eax
        mov     [STEP1_TSC + 4], edx
        mov     si, step1_record    ; a constant: there is no room to make one
        call    stage1_send_text
step1_stage1:
%include "boot/stage1/disk.inc"
%include "boot/stage1/fail.inc"
%include "boot/stage1/uart.inc"
%include "boot/stage1/messages.inc"

stage1_end:
%if stage1_end - stage1 > STAGE1_END - STAGE1 - 2
  %assign excess (stage1_end - stage1) - (STAGE1_END - STAGE1 - 2)
  %fatal stage1 is excess bytes too long: shorten a message of boot/stage1/messages.inc
%endif
        times STAGE1_END - STAGE1 - 2 - (stage1_end - stage1) db 0
        dw      0xaa55              ; what a BIOS looks for in a boot sector
