#include "kernel/hw/power.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/port.h"

/* Bochs ends when "Shutdown" is written here (its unmapped device). */
#define BOCHS_SHUTDOWN 0x8900
/* With port_e9_hack a read returns the port's own number. */
#define BOCHS_DEBUG_PORT 0xe9

/* PM1a control: SLP_EN, with SLP_TYP 0, which is S5 on these chipsets. */
#define PM1A_SLEEP   0x2000
#define PM1A_QEMU    0x604  /* i440FX since machine 1.4, and Q35 */
#define PM1A_PIIX4   0xb004 /* Bochs and old QEMU: PM base 0xb000 */
#define PM1A_DEFAULT 0x4004 /* VirtualBox */

#define KEYBOARD_COMMAND 0x64
#define KEYBOARD_RESET   0xfe
#define RESET_CONTROL    0xcf9
#define RESET_PREPARE    0x02 /* a hard reset */
#define RESET_FULL       0x06 /* and now */
#define RESET_LOOKS      100000u

/* Each of these is ignored by a machine that is not meant, so all are tried and
 * nothing has to be detected first. */
void power_off(void)
{
    static const char shutdown[] = "Shutdown";

    for (const char *c = shutdown; *c != '\0'; c++)
        port_write8(BOCHS_SHUTDOWN, (uint8_t)*c);
    port_write16(PM1A_QEMU, PM1A_SLEEP);
    port_write16(PM1A_PIIX4, PM1A_SLEEP);
    port_write16(PM1A_DEFAULT, PM1A_SLEEP);
}

_Noreturn void power_reboot(void)
{
    static const struct {
        uint16_t limit;
        uint32_t base;
    } __attribute__((packed)) no_idt = {0, 0};

    cpu_disable_interrupts();
    /* The chipset first: the keyboard controller's reset keeps the processor's
     * model-specific registers in Bochs, and its BIOS then faults on a lock bit
     * that is still set. */
    port_write8(RESET_CONTROL, RESET_PREPARE);
    /* The reset happens when bit 2 rises, so the kind of reset must stand
     * before. Reads of a slow port are the pause: the reset takes a moment to
     * arrive. */
    port_write8(RESET_CONTROL, RESET_FULL);
    for (unsigned i = 0; i < RESET_LOOKS; i++)
        port_read8(KEYBOARD_COMMAND);
    port_write8(KEYBOARD_COMMAND, KEYBOARD_RESET);
    for (unsigned i = 0; i < RESET_LOOKS; i++)
        port_read8(KEYBOARD_COMMAND);
    /* With no vectors an exception cannot be delivered, nor the fault about
     * that, nor the double fault: the processor shuts down, and the chipset
     * resets it. */
    __asm__ volatile("lidt %0\n\tint3" : : "m"(no_idt));
    cpu_halt();
}

bool power_in_bochs(void)
{
    return port_read8(BOCHS_DEBUG_PORT) == BOCHS_DEBUG_PORT;
}

/* An exchange of a register with itself, which no compiler emits. */
void power_debug_break(void)
{
    __asm__ volatile("xchg %%bx, %%bx" : : : "memory");
}
