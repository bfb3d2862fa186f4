#include "kernel/hw/debugreg.h"

#define STATUS_NONE 0xffff0ff0u /* DR6 after reset */

/* Nothing may match while only some of the registers are loaded. */
void debugreg_load(const uint32_t *addresses, uint32_t control)
{
    debugreg_set_control(0);
    __asm__ volatile("mov %0, %%dr0" : : "r"(addresses[0]));
    __asm__ volatile("mov %0, %%dr1" : : "r"(addresses[1]));
    __asm__ volatile("mov %0, %%dr2" : : "r"(addresses[2]));
    __asm__ volatile("mov %0, %%dr3" : : "r"(addresses[3]));
    debugreg_set_control(control);
}

void debugreg_set_control(uint32_t control)
{
    __asm__ volatile("mov %0, %%dr7" : : "r"(control) : "memory");
}

uint32_t debugreg_take_status(void)
{
    uint32_t status;

    __asm__ volatile("mov %%dr6, %0" : "=r"(status));
    __asm__ volatile("mov %0, %%dr6" : : "r"(STATUS_NONE));
    return status;
}
