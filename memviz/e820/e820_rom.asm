; An option ROM that makes the BIOS give another memory map, or none, in the
; ways real BIOSes do it. `memviz e820 --rom` has it built in; tests/optrom/mkrom.py
; assembles it with a behaviour defined on the command line, MODE_... and others.
;
; What is assembled ends with the answers: the number of entries and what E801h and
; 88h say. Whoever makes a ROM fills them in, adds the entries, and pads the whole to
; units of 512 bytes whose sum is 0, with their number in byte 2.
;
; The BIOS finds the ROM by its signature and calls offset 3 while it starts;
; the hooks stay. A ROM cannot be written, so the vectors it replaces are kept
; in interrupt vectors that are there for programs (60h and on).

ENTRY_SIZE      equ 24
SIGNATURE       equ 0x534d4150      ; "SMAP"
BDA_MEMORY      equ 0x413           ; KiB of conventional memory
FAST_GATE       equ 0x92

; Where an interrupt vector lies.
%define vector(number)  ((number) * 4)
OLD_INT13       equ vector(0x61)
OLD_INT15       equ vector(0x60)
FLAGS           equ 6               ; in the frame of a hook: bp, ip, cs, flags
FLAG_CF         equ 1

%ifdef MODE_SHORT
ANSWER_SIZE     equ 20
%else
ANSWER_SIZE     equ 24
%endif

org 0
bits 16

        dw      0xaa55
        db      0                   ; units of 512 bytes, filled in
        ; falls in: the entry point is offset 3

; Replace vectors. 1: number  2: the hook  3: where the old one goes, or 0
%macro hook 3
  %if %3
        mov     eax, [vector(%1)]
        mov     [%3], eax
  %endif
        mov     word [vector(%1)], %2
        mov     [vector(%1) + 2], cs
%endmacro

; Install the hooks. Keeps every register.
install:
        push    ds
        push    eax
        xor     ax, ax
        mov     ds, ax
        hook    0x15, int15, OLD_INT15
%ifdef NO_LBA
        hook    0x13, int13, OLD_INT13
%endif
%ifdef HOOK_INT12
        hook    0x12, int12, 0
%endif
        pop     eax
        pop     ds
        retf

; Go on with a vector that was replaced: 1 = where it is kept.
%macro chain 1
        sub     sp, 4               ; room for its address, for retf
        push    bp
        mov     bp, sp
        push    ds
        push    ax
        xor     ax, ax
        mov     ds, ax
        mov     ax, [%1]
        mov     [bp + 2], ax
        mov     ax, [%1 + 2]
        mov     [bp + 4], ax
        pop     ax
        pop     ds
        pop     bp
        retf
%endmacro

; INT 15h: E820 is answered or refused here, as may be E801 and 88h.
int15:
        cmp     ax, 0xe820
        je      e820
        cmp     ax, 0xe801
%ifdef NO_E801
        je      refuse
%else
        je      e801
%endif
        cmp     ah, 0x88
%ifdef NO_88
        je      refuse
%else
        je      ext88
%endif
%ifdef NO_A20
        cmp     ax, 0x2401
        je      refuse
%endif
pass_on:
        chain   OLD_INT15

%ifndef NO_E801
; INT 15h AX=E801h: KiB from 1 to 16 MiB, and units of 64 KiB above; the BIOS answers
; when the map does not say.
; out:      ax = cx, bx = dx
e801:
        cmp     dword [cs:answer_e801], 0
        je      pass_on
        mov     ax, [cs:answer_e801]
        mov     bx, [cs:answer_e801 + 2]
        mov     cx, ax
        mov     dx, bx
        jmp     succeed
%endif

%ifndef NO_88
; INT 15h AH=88h: KiB above 1 MiB.
; out:      ax
ext88:
        cmp     word [cs:answer_88], 0
        je      pass_on
        mov     ax, [cs:answer_88]
        jmp     succeed
%endif

; Go back with the carry flag clear.
succeed:
        push    bp
        mov     bp, sp
        and     byte [bp + FLAGS], ~FLAG_CF
        pop     bp
        iret

; Answer that there is no such function.
refuse:
        push    bp
        mov     bp, sp
        or      byte [bp + FLAGS], FLAG_CF
        pop     bp
        mov     ah, 0x86
        iret

; INT 15h AX=E820h.
; in:       ebx = index, es:di = where to
; out:      as the real one, or as MODE_... says
e820:
%ifdef MODE_NO_E820
        jmp     refuse
%endif
        cmp     edx, SIGNATURE
        jne     refuse
        cmp     ebx, [cs:answer_count]
        jae     refuse
        push    bp
        mov     bp, sp
        and     byte [bp + FLAGS], ~FLAG_CF
        push    si
        push    di
        imul    si, bx, ENTRY_SIZE
        add     si, entries
        mov     cx, ANSWER_SIZE
        cld
        cs rep  movsb               ; the table lies beside this code
        pop     di
        pop     si
        pop     bp
        mov     eax, SIGNATURE
%ifdef MODE_SMAP_LOST
        cmp     ebx, LOSE_AT
        jne     .signed
        xor     eax, eax
.signed:
%endif
        mov     ecx, ANSWER_SIZE
%ifdef MODE_HUGE
        mov     ecx, 0x10000
%endif
        inc     ebx
%ifndef MODE_CF_END
        cmp     ebx, [cs:answer_count]
        jb      .more
  %ifdef MODE_ENDLESS
        mov     ebx, 1
  %else
        xor     ebx, ebx
  %endif
.more:
%endif
%ifdef MODE_CLOBBER
        mov     edx, 0xdeadbeef
        mov     esi, edx
        mov     edi, edx
        mov     ebp, edx
%endif
        iret

%ifdef HOOK_INT12
; INT 12h: conventional memory; asking closes the A20 gate if so ordered.
int12:
  %ifdef CLOSE_A20
        in      al, FAST_GATE
        and     al, 0xfc            ; bit 1: the gate, bit 0: reset
        out     FAST_GATE, al
  %endif
  %ifdef INT12_KIB
        mov     ax, INT12_KIB
  %else
        push    ds
        xor     ax, ax
        mov     ds, ax
        mov     ax, [BDA_MEMORY]
        pop     ds
  %endif
        iret
%endif

%ifdef NO_LBA
; INT 13h: there are no extensions.
int13:
        cmp     ah, 0x41
        je      refuse
        cmp     ah, 0x42
        je      refuse
        chain   OLD_INT13
%endif

; The last of what is assembled: see above.
answer_count    dd 0
answer_e801     dw 0, 0
answer_88       dw 0
entries:                            ; base, length, type, attributes of each
