; Interrupts are switched on in protected mode, and nobody loaded an IDT.
; The first line must mention: IDT
        %include "boot.inc"
        begin
        protect
%ifndef FIXED
        sti
.wait:  hlt
        jmp     .wait
%endif
        finish
        bits    16
        sector
