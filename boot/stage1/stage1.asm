; The boot sector.
;
; The BIOS loads these 512 bytes and jumps to them with the drive number in dl
; and nothing else certain. The sector does only what must be in it: it reads
; the first part of the second stage (START, see boot/common/disk.inc), checks
; it and jumps to it. START does the rest of boot step 1, because this sector
; has to leave room for what real PCs expect in it:
;
; - bytes 3 to 61 look like the parameter block of a DOS volume to a BIOS that
;   emulates a floppy from a USB stick, and such a BIOS may write there;
; - bytes 446 to 509 are the partition table. The image builder enters one
;   active partition, because many BIOSes boot a USB stick only with one.

%include "layout.inc"               ; addresses, from docs/layout.md
%include "offsets.inc"              ; struct bootinfo, from kernel/core/bootinfo.h
%include "boot/common/ports.inc"
%include "boot/common/disk.inc"

[map symbols MAP_FILE]              ; for the debugger's symbols

BPB_END         equ 62              ; the first byte that no BIOS writes to
PARTITION_TABLE equ 446

org STAGE1
bits 16

stage1:
        jmp     short stage1_start
        nop                         ; a BIOS may want the three bytes eb xx 90
        times BPB_END - ($ - stage1) db 0
stage1_start:
        xor     ax, ax
        mov     ss, ax              ; holds interrupts off for the next one
        mov     sp, REAL_STACK_END
        mov     ds, ax              ; everything of the loader lies below 64 KiB
        mov     es, ax
        jmp     0:.normalised       ; some BIOSes jump to 07c0:0000
.normalised:
        cld                         ; a BIOS may leave it set
        sti                         ; or leave interrupts off
        mov     di, MEM_MAP         ; the boot information up to its map
        mov     cx, BOOTINFO_RAW / 2
        rep     stosw
        mov     [BOOT_DRIVE], dl
%include "boot/stage1/disk.inc"
%include "boot/stage1/fail.inc"
%define uart_open   stage1_uart_open ; stage2 has the same routine under its own name
%define uart_setup  stage1_uart_setup
%include "boot/common/uart_open.inc"

stage1_code_end:
%if stage1_code_end - stage1 > PARTITION_TABLE
  %assign excess (stage1_code_end - stage1) - PARTITION_TABLE
  %fatal stage1 is excess bytes too long: shorten E10 or E11 in boot/common/disk.inc
%endif
        times STAGE1_END - STAGE1 - 2 - (stage1_code_end - stage1) db 0
stage1_end:
        dw      0xaa55              ; what a BIOS looks for in a boot sector
