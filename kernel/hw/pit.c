#include "kernel/hw/pit.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/port.h"

#define INPUT_HZ   1193182u
#define COUNTER_0  0x40
#define COMMAND    0x43
#define LATCH      0x00 /* counter 0: keep what it is until it is read */
#define RATE_16BIT 0x34 /* counter 0, low byte then high, mode 2, binary */
#define DIVISOR    ((INPUT_HZ + PIT_HZ / 2) / PIT_HZ)

_Static_assert(DIVISOR <= 0xffff, "the counter has 16 bits");

static struct {
    uint64_t interrupts;
} state;

void pit_init(void)
{
    port_write8(COMMAND, RATE_16BIT);
    port_write8(COUNTER_0, DIVISOR & 0xff);
    port_write8(COUNTER_0, DIVISOR >> 8);
}

void pit_handle_interrupt(void)
{
    state.interrupts++;
}

uint64_t pit_uptime_ms(void)
{
    /* 64 bits are two loads: an interrupt between them would tear the value. */
    bool enabled = cpu_save_interrupts();
    uint64_t interrupts = *(volatile uint64_t *)&state.interrupts;

    cpu_restore_interrupts(enabled);
    return interrupts * (1000u / PIT_HZ);
}

uint16_t pit_counter(void)
{
    port_write8(COMMAND, LATCH);
    uint8_t low = port_read8(COUNTER_0);
    return (uint16_t)(low | port_read8(COUNTER_0) << 8);
}
