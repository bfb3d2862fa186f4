; The second stage of the loader: the rest of boot step 1, and steps 2 to 5.
;
; The boot sector has loaded START, the first part, and jumps to its first byte
; in real mode with cs = ds = es = ss = 0, a stack below the boot sector and the
; boot drive in the boot information at MEM_MAP. START opens the serial lines,
; reads the rest and checks it, and goes on at stage2_main.
;
; Debugger symbols: stepN_... is reached when the record of step N has left the
; line and the work of that step is next. The kernel has step6_kernel.

%include "layout.inc"               ; addresses, from docs/layout.md
%include "offsets.inc"              ; struct bootinfo, from kernel/core/bootinfo.h
%include "boot/common/ports.inc"
%include "boot/common/disk.inc"

[map symbols MAP_FILE]              ; for the debugger's symbols

org STAGE2
bits 16

%include "boot/stage2/start.inc"    ; first: stage1 jumps to its first byte
%include "boot/stage2/uart.inc"
%include "boot/stage2/telemetry.inc"
%include "boot/common/uart_open.inc"
%include "boot/stage2/telemetry_data.inc"
%include "boot/stage2/disk.inc"
%include "boot/stage2/guard_start.inc"
%include "boot/stage2/bios.inc"
%include "boot/stage2/usable.inc" ; here because there is room
%include "boot/stage2/trap16.inc"
%include "boot/stage2/start_messages.inc"
%include "boot/stage2/scratch.inc"
%include "boot/stage2/fail.inc"

start_end:
%if start_end - stage2 > START_SIZE - 2
  %assign excess (start_end - stage2) - (START_SIZE - 2)
  %fatal START is excess bytes too long: give it a sector more in kernel/core/bootinfo.h
%endif
        times START_SIZE - 2 - (start_end - stage2) db 0
        dw      LOADER_START_SUM    ; the image builder puts the seal here

; Boot steps 2 to 5, one after the other.
; in:       as START got it, all of stage2 in memory and checked
; out:      does not return: protected_enter starts the kernel, or fail halts
stage2_main:
        call    trap32_build        ; before the first visit to protected mode
        mov     eax, 2              ; stamped before anything else is done
        call    step_reached
step2_stage2:
        call    conventional_check  ; first: the others only matter if this holds
        call    a20_open            ; before memory above 1 MiB is believed
        call    memory_map_read     ; stored only: reported after its step
        mov     eax, 3              ; the step is that the map is stored
        call    step_reached
step3_e820:
        call    map_report
        call    conventional_warn
        call    conventional_check_map ; once the map can be seen
        mov     eax, 4              ; before the first sector is read
        call    step_reached
step4_load:
        call    kernel_load
        call    kernel_check_sum    ; in real mode: a failure needs the BIOS
        jmp     protected_enter

%include "boot/stage2/conventional.inc"
%include "boot/stage2/a20.inc"
%include "boot/stage2/e820.inc"
%include "boot/stage2/memory_map.inc"
%include "boot/stage2/map_report.inc"
%include "boot/stage2/guard.inc"
%include "boot/stage2/flat.inc"
%include "boot/stage2/kernel.inc"
%include "boot/stage2/image_sum.inc"
%include "boot/stage2/messages.inc"
%include "boot/stage2/gdt.inc"
%include "boot/stage2/trap_symbols.inc"
%include "boot/stage2/protected.inc"    ; ends in `bits 32`
%include "boot/stage2/trap32.inc"

stage2_end:
%if stage2_end - stage2 > STAGE2_END - STAGE2 - 4
  %assign excess (stage2_end - stage2) - (STAGE2_END - STAGE2 - 4)
  %defstr excess_text excess
  %strcat excess_text 'STAGE2 of docs/layout.md is ', excess_text, ' bytes too short for stage2'
  %fatal excess_text
%endif
        times STAGE2_END - STAGE2 - 4 - (stage2_end - stage2) db 0
        dd      LOADER_REST_SUM     ; and the second seal here
