; Each type of record, written with include/strata_telemetry.inc, for the test that compares it with
; the kernel's own encoder.
;
; Owns what the records are made of (asm_values, asm_texts) and the bytes that come out (asm_bytes).

%define STRATA_PUT take_byte
%define STRATA_FRAME_STATE frame_state

bits 64
default rel

global asm_side

TEXT_SIZE       equ 512
%define VALUE(i) asm_values + 8 * (i)
%define TEXT(i) asm_texts + TEXT_SIZE * (i)

section .text
%include "include/strata_telemetry.inc"
%include "include/strata_frames.inc"

; Keep a byte that is sent.
; in:       al = the byte
; out:      nothing
; clobbers: nothing
take_byte:
        push    rbx
        push    rcx
        lea     rbx, [asm_bytes]
        mov     ecx, [asm_length]
        mov     [rbx + rcx], al
        inc     dword [asm_length]
        pop     rcx
        pop     rbx
        ret

; Return the state of a frame.
; in:       eax = the frame
; out:      al = its letter
; clobbers: nothing else
frame_state:
        push    rbx
        mov     rbx, [asm_states]
        mov     al, [rbx + rax]
        pop     rbx
        ret

; Return where the test finds what it sets and reads: struct asm_side in header_test.c.
; struct asm_side asm_side(void);
; in:       rdi = where it goes
; out:      rax = rdi
; clobbers: rcx
asm_side:
        mov     rax, rdi
%assign at 0
%macro FIELD 1
        lea     rcx, [%1]
        mov     [rdi + at], rcx
%assign at at + 8
%endmacro
        FIELD   asm_values
        FIELD   asm_texts
        FIELD   asm_bytes
        FIELD   asm_length
        FIELD   asm_states
        FIELD   strata_next
        ret

%macro RECORD 2+
global asm_%1
asm_%1:
        STRATA_RECORD %2
        ret
%endmacro

%define LIST number, "i", [VALUE(0)], number, "of", [VALUE(1)]

%define NUMBER(name, value) number, name, value
%define HEX(name, value) hex, name, value
%define HEX64(name, value) hex64, name, value
%define TEXT(name, value) text, name, value
%define BOOL(name, value) bool, name, value

RECORD boot, "boot", NUMBER("step", [VALUE(0)]), HEX64("tsc", VALUE(1))
RECORD hello, "hello", TEXT("name", TEXT(0)), TEXT("version", TEXT(1)), \
        HEX("frame", 4096), NUMBER("block", 8192)
RECORD map, "map", TEXT("source", TEXT(0)), BOOL("truncated", [VALUE(0)])
RECORD raw, "raw", LIST, HEX64("base", VALUE(2)), HEX64("length", VALUE(3)), \
        NUMBER("type", [VALUE(4)]), NUMBER("attr", [VALUE(5)])
RECORD clean, "clean", LIST, HEX64("base", VALUE(2)), HEX64("length", VALUE(3)), \
        NUMBER("type", [VALUE(4)])
RECORD region, "region", LIST, HEX64("start", VALUE(2)), HEX64("end", VALUE(3)), \
        TEXT("symbol", TEXT(0)), TEXT("what", TEXT(1)), BOOL("alive", [VALUE(4)])
RECORD mark, "mark", LIST, TEXT("symbol", TEXT(0)), HEX64("at", VALUE(2))
RECORD total, "total", NUMBER("frames", [VALUE(0)]), NUMBER("used", [VALUE(1)]), \
        NUMBER("free", [VALUE(2)]), NUMBER("reserved", [VALUE(3)])
RECORD owner, "owner", LIST, HEX64("start", VALUE(2)), HEX64("end", VALUE(3)), TEXT("tag", TEXT(0))
RECORD heap, "heap", HEX64("start", VALUE(0)), HEX64("cursor", VALUE(1)), HEX64("end", VALUE(2)), \
        NUMBER("allocations", [VALUE(3)])
RECORD alloc, "alloc", NUMBER("i", [VALUE(0)]), HEX64("start", VALUE(1)), HEX64("size", VALUE(2)), \
        TEXT("tag", TEXT(0))
RECORD log, "log", NUMBER("i", [VALUE(0)]), HEX64("tsc", VALUE(1)), TEXT("text", TEXT(0))
RECORD beat, "beat", NUMBER("ms", [VALUE(0)]), NUMBER("lost", [VALUE(1)])
RECORD snap, "snap", NUMBER("k", [VALUE(0)])

global asm_frames, asm_sum

; Send the states of the frames from value 0 on, up to value 1.
; in:       asm_values
; out:      nothing
; clobbers: what a C function may
asm_frames:
        push    rbx
        mov     eax, [VALUE(0)]
        mov     ecx, [VALUE(1)]
        call    strata_frames
        pop     rbx
        ret

; Send the checksum of block value 0, of value 1 frames.
; in:       asm_values
; out:      nothing
; clobbers: what a C function may
asm_sum:
        push    rbx
        mov     eax, [VALUE(0)]
        mov     ecx, [VALUE(1)]
        call    strata_sum
        pop     rbx
        ret

section .data
        STRATA_VARIABLES
asm_length:
        dd      0
        align   8
asm_states:
        dq      0

section .bss align=8
asm_values:
        resq    8
asm_texts:
        resb    2 * TEXT_SIZE
asm_bytes:
        resb    65536

section .note.GNU-stack noalloc noexec nowrite progbits
