#include "kernel/watchpoint.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/debugreg.h"

/* The instruction that is resumed does not hit its own breakpoint again. */
#define FLAGS_RESUME 0x10000u
/* The bits of DR6 that name DR0 to DR3. */
#define STATUS_SLOTS 0xfu

/* Watched memory is mapped where it lies: the shell has made sure. */
static uint32_t read(uint32_t address, uint32_t length)
{
    const volatile uint8_t *bytes = (const volatile uint8_t *)(uintptr_t)address;
    uint32_t value = 0;

    for (uint32_t i = length; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static struct {
    struct watches watches;
    uint32_t paused; /* how many pauses have begun and not ended */
} state;

struct watches *watchpoint_list(void)
{
    state.watches.read = read;
    return &state.watches;
}

void watchpoint_apply(void)
{
    uint32_t addresses[WATCH_SLOTS];

    for (unsigned i = 0; i < WATCH_SLOTS; i++)
        addresses[i] = state.watches.slots[i].address;
    debugreg_load(addresses, state.paused == 0 ? watch_control(&state.watches) : 0);
}

void watchpoint_pause(bool begins)
{
    if (begins)
        debugreg_set_control(0);
    state.paused += begins ? 1u : -1u;
    if (state.paused == 0)
        debugreg_set_control(watch_control(&state.watches));
}

bool watchpoint_handle(struct trap_frame *frame)
{
    uint32_t status = debugreg_take_status();
    /* Only reads are watched that the note makes itself. Else DR7 stays as it is: each
     * load of it makes QEMU translate the kernel again, which a storm cannot afford. */
    bool reads = state.paused == 0 && watch_has_reads(&state.watches);

    if ((status & STATUS_SLOTS) == 0)
        return false;
    if (reads)
        debugreg_set_control(0);
    watch_note(&state.watches, status, frame->eip, cpu_ticks());
    frame->eflags |= FLAGS_RESUME;
    if (reads)
        debugreg_set_control(watch_control(&state.watches));
    return true;
}
