; The second stage of the loader: boot steps 2 to 5.
;
; Stage1 has loaded all of it and jumps to its first byte in real mode, with
; ds = es = ss = 0, a stack below stage1, the boot drive and the stamp of
; step 1 in the boot information at MEM_MAP, and both serial lines open.
;
; Debugger symbols: stepN_... is reached when the record of step N has left the
; line and the work of that step is next. The kernel has step6_kernel.

%include "layout.inc"               ; addresses, from docs/layout.md
%include "offsets.inc"              ; struct bootinfo, from kernel/core/bootinfo.h
%include "boot/common/ports.inc"
%include "boot/common/disk.inc"
%include "boot/common/record.inc"
%include "boot/stage2/mode.inc"

[map symbols MAP_FILE]              ; for the debugger's symbols

org STAGE2
bits 16

; Boot steps 2 to 5, one after the other.
; in:       as above
; out:      does not return: protected_enter starts the kernel, or fail halts
stage2:
        jmp     0:.normalised       ; far: cs = 0 whatever stage1 ran with
.normalised:
        mov     [guard_stack_end], sp ; nothing is on the stack that counts
        call    stack_paint         ; from here on its depth can be read off
        mov     dword [MEM_MAP + BOOTINFO_TELEMETRY_NEXT], 1 ; 0 was stage1's
        mov     eax, 2              ; stamped before anything else is done
        call    step_reached16
step2_stage2:
        call    conventional_check  ; first: the others only matter if this holds
        call    a20_open            ; before memory above 1 MiB is believed
        call    memory_map_read     ; stored only: reported after its step
        mov     eax, 3              ; the step is that the map is stored
        call    step_reached16
step3_e820:
        call    map_report
        call    conventional_check_map ; once the map can be seen
        mov     eax, 4              ; before the first sector is read
        call    step_reached16
step4_load:
        call    kernel_load
        call    kernel_check_crc    ; in real mode: a failure needs the BIOS
        jmp     protected_enter

; stack_paint: fill the part of the real-mode stack that is not in use
; what:     the kernel later looks how far the paint has been worn off: that is
;           how deep the loader and the BIOS calls have reached, at most
; in:       es = ss = 0, sp in the REAL_STACK row
; out:      [REAL_STACK, sp - 16) holds STACK_PAINT_BYTE
; clobbers: eax, cx, di, flags
stack_paint:
        mov     eax, STACK_PAINT_BYTE * 0x01010101
        mov     di, REAL_STACK
        mov     cx, sp
        sub     cx, REAL_STACK + 16 ; an interrupt may push meanwhile
        shr     cx, 2
        rep     stosd
        ret

%define ROUTINE_SUFFIX 16           ; the set for real mode; protected.inc has the other
%include "boot/stage2/uart.inc"
%include "boot/stage2/telemetry.inc"
%undef ROUTINE_SUFFIX
%include "boot/stage2/bios.inc"
%include "boot/stage2/conventional.inc"
%include "boot/stage2/a20.inc"
%include "boot/stage2/e820.inc"
%include "boot/stage2/memory_map.inc"
%include "boot/stage2/map_report.inc"
%include "boot/stage2/usable.inc"
%include "boot/stage2/disk.inc"
%include "boot/stage2/guard.inc"
%include "boot/stage2/flat.inc"
%include "boot/stage2/kernel.inc"
%include "boot/stage2/crc32.inc"
%include "boot/stage2/messages.inc"
%include "boot/stage2/fail.inc"
%include "boot/stage2/telemetry_data.inc"
%include "boot/stage2/gdt.inc"
%include "boot/stage2/protected.inc"    ; last: ends in `bits 32`

stage2_end:
%if stage2_end - stage2 > STAGE2_END - STAGE2 - 4
  %assign excess (stage2_end - stage2) - (STAGE2_END - STAGE2 - 4)
  %fatal stage2 is excess bytes too long for its row in docs/layout.md
%endif
        times STAGE2_END - STAGE2 - 4 - (stage2_end - stage2) db 0
        dd      STAGE2_MAGIC        ; says that the whole slot was read
