; Pebble's boot sector and the 16-bit code after it: from the BIOS to 32-bit C.
;
; The sector loads the rest of the image to where it is linked, right above itself. The code there
; asks the BIOS for the memory map, sends the first two boot steps (include/strata_telemetry.inc),
; and enters protected mode. Pebble shows how another kernel talks to memviz, and nothing else: it
; reads one kind of disk, with one call, and halts with a sentence where that fails.

%define STRATA_PUT uart_send

COM2            equ 0x2f8
STACK_END       equ 0x7000          ; real mode: below the boot sector
E820_LIST       equ 0x1000          ; entries of 24 bytes
E820_MAX        equ 64

; A boot step: its number, where its time stamp lies, its name.
%define OF_FOUR(step) number, "step", step, number, "of", 4
%macro SEND_STEP 3
        STRATA_RECORD "boot", OF_FOUR(%1), hex64, "tsc", %2, literal, "name", %3
%endmacro

extern pebble_main, image_sectors
global boot_steps, boot_e820_count, strata_next

section .boot
bits 16

        jmp     0:start             ; some BIOSes jump to 0x7c0:0
start:
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, STACK_END
        cld
        mov     bp, dx              ; dl is the BIOS's number of the disk
        rdtsc
        mov     [boot_steps], eax
        mov     [boot_steps + 4], edx
        mov     dx, bp
        mov     si, disk_packet
        mov     ah, 0x42            ; extended read
        int     0x13
        mov     si, message_disk
        jc      fail
        jmp     loaded

; Print a text and halt.
; in:       si = the text, ended by a zero byte
; out:      does not return
; clobbers: everything
fail:
        lodsb
        test    al, al
        jz      .halt
        mov     ah, 0x0e            ; teletype output
        mov     bx, 7
        int     0x10
        jmp     fail
.halt:
        hlt
        jmp     .halt

message_disk:
        db      "Pebble: the disk cannot be read. It boots from a hard disk only.", 13, 10, 0

        align   4
disk_packet:
        db      16, 0
        dw      image_sectors       ; at most 127
        dw      after_sector, 0
        dq      1                   ; from the second sector on

; The time-stamp counter at steps 1 to 3. It lies in the sector: what comes after the sector is
; written over when the image is loaded.
        align   8
boot_steps:
        dq      0, 0, 0

        times 510 - ($ - $$) db 0
        dw      0xaa55
after_sector:

%include "include/strata_telemetry.inc"

loaded:
        rdtsc
        mov     [boot_steps + 8], eax
        mov     [boot_steps + 12], edx
        call    uart_init
        SEND_STEP 1, boot_steps, "sector"
        SEND_STEP 2, boot_steps + 8, "loaded"
        call    e820_read
        cli
        in      al, 0x92            ; A20 by the fast gate
        or      al, 2
        and     al, 0xfe            ; bit 0 would reset the machine
        out     0x92, al
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     8:protected

; Set COM2 to 115200 baud, 8 data bits, no parity, 1 stop bit, with FIFOs.
; in:       nothing
; out:      nothing
; clobbers: al, dx, si
uart_init:
        mov     si, .settings
.next:
        mov     dx, COM2
        add     dl, [si]
        mov     al, [si + 1]
        out     dx, al
        add     si, 2
        cmp     si, .end
        jne     .next
        ret
.settings:
        db      1, 0                ; no interrupts
        db      3, 0x80             ; the divisor
        db      0, 1
        db      1, 0
        db      3, 3                ; 8N1
        db      2, 0xc7             ; FIFOs on and empty
        db      4, 3                ; DTR, RTS
.end:

; Send a byte on COM2.
; in:       al = the byte
; out:      nothing
; clobbers: nothing
uart_send:
        push    ax
        push    dx
        push    ax
        mov     dx, COM2 + 5
.wait:
        in      al, dx
        test    al, 0x20            ; the transmitter takes a byte
        jz      .wait
        pop     ax
        mov     dx, COM2
        out     dx, al
        pop     dx
        pop     ax
        ret

; Ask the BIOS for its memory map (INT 15h, AX=E820h).
; in:       es = 0
; out:      E820_LIST, boot_e820_count
; clobbers: eax, ebx, ecx, edx, di
e820_read:
        mov     di, E820_LIST
        xor     ebx, ebx
.next:
        mov     eax, 0xe820
        mov     edx, 0x534d4150     ; SMAP
        mov     ecx, 24
        mov     dword [di + 20], 1  ; what a BIOS that returns 20 bytes does not say
        int     0x15
        jc      .done
        cmp     eax, 0x534d4150
        jne     .done
        add     di, 24
        inc     dword [boot_e820_count]
        cmp     di, E820_LIST + 24 * E820_MAX
        je      .done
        test    ebx, ebx
        jnz     .next
.done:
        ret

bits 32
protected:
        mov     ax, 16
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     esp, 0x80000        ; KERNEL_STACK_END in kernel.c
        rdtsc
        mov     [boot_steps + 16], eax
        mov     [boot_steps + 20], edx
        call    pebble_main
.halt:
        hlt
        jmp     .halt

        align   8
gdt:
        dq      0
        dq      0x00cf9a000000ffff  ; code, flat
        dq      0x00cf92000000ffff  ; data, flat
gdt_pointer:
        dw      gdt_pointer - gdt - 1
        dd      gdt

        align   4
boot_e820_count:
        dd      0
        STRATA_VARIABLES
