#include "kernel/trap_frame.h"

uint32_t trap_esp(const struct trap_frame *t)
{
    return t->esp_at_pushad + 5 * sizeof(uint32_t); /* vector, error code, eip, cs, eflags */
}

void trap_read_registers(const struct trap_frame *t, struct fault_registers *r)
{
    *r = (struct fault_registers){t->eax,      t->ebx, t->ecx,    t->edx, t->esi, t->edi, t->ebp,
                                  trap_esp(t), t->eip, t->eflags, t->cs,  0,      0,      0};
}
