; An instruction of SSE, before CR4.OSFXSR was set.
; The first line must mention: OSFXSR
        %include "boot.inc"
        begin
        protect
%ifdef FIXED
        mov     eax, cr4
        or      eax, 0x200
        mov     cr4, eax
%endif
        xorps   xmm0, xmm0
        finish
        sector
