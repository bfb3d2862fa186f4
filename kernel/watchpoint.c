#include "kernel/watchpoint.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/debugreg.h"

/* The instruction that is resumed does not hit its own breakpoint again. */
#define FLAGS_RESUME 0x10000u
/* A trap follows the next instruction. */
#define FLAGS_TRAP 0x100u

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
    bool busy;       /* a hit is being noted */
    bool stepping;
    uint32_t stop_esp; /* for watchpoint_run_to() */
} state;

struct watches *watchpoint_list(void)
{
    state.watches.read = read;
    return &state.watches;
}

static uint32_t control(void)
{
    return state.watches.stopped ? 0 : watch_control(&state.watches, state.paused == 0);
}

void watchpoint_apply(void)
{
    uint32_t addresses[WATCH_SLOTS];

    for (unsigned i = 0; i < WATCH_SLOTS; i++)
        addresses[i] = state.watches.slots[i].address;
    debugreg_load(addresses, control());
}

void watchpoint_pause(bool begins)
{
    state.paused += begins ? 1u : -1u;
    debugreg_set_control(control());
}

void watchpoint_stop(bool begins)
{
    state.watches.stopped = begins;
    state.watches.changes++;
    debugreg_set_control(control());
}

/* Where a deeper call of the same function has come to the address, it is not there yet. */
static bool has_arrived(const struct trap_frame *frame, unsigned what)
{
    return (what & WATCH_AT) != 0 && trap_esp(frame) >= state.stop_esp;
}

/* Notes the hits; returns what they were by (watch.h). */
static unsigned note(const struct trap_frame *frame, uint32_t status)
{
    /* Only reads are watched that the note makes itself. Else DR7 stays as it is: each
     * load of it makes QEMU translate the kernel again, which a storm cannot afford. */
    bool reads = state.paused == 0 && watch_has_reads(&state.watches);

    state.busy = true;
    if (reads)
        debugreg_set_control(0);
    unsigned what = watch_note(&state.watches, status, frame->eip, cpu_ticks());
    if (reads)
        debugreg_set_control(control());
    state.busy = false;
    return what;
}

/* An instruction that has a breakpoint traps before it is executed. When it is resumed it
 * must not trap again, and when a step has come to it, it has trapped already: in both
 * cases its hit is noted here, once. */
enum watchpoint_event watchpoint_handle(struct trap_frame *frame)
{
    uint32_t status = debugreg_take_status();
    bool stepped = state.stepping && (status & DEBUGREG_STEP) != 0;
    uint32_t breaks = watch_breaks_at(&state.watches, frame->eip);

    /* A breakpoint in what the note itself calls: to note that would never end. */
    if (state.busy) {
        frame->eflags |= FLAGS_RESUME;
        return WATCHPOINT_NOTED;
    }
    if ((status & DEBUGREG_SLOTS) == 0 && !stepped)
        return WATCHPOINT_FOREIGN;
    if (stepped)
        status |= breaks;
    if (breaks != 0)
        frame->eflags |= FLAGS_RESUME;
    unsigned what = note(frame, status & DEBUGREG_SLOTS);
    bool stops = (what & WATCH_STOPS) != 0;
    if (!stepped && !stops && !has_arrived(frame, what))
        return WATCHPOINT_NOTED;
    state.stepping = false;
    frame->eflags &= ~FLAGS_TRAP;
    watch_clear_stop(&state.watches); /* also where a hit comes before it */
    watchpoint_apply();
    return stops ? WATCHPOINT_STOP : WATCHPOINT_STEP;
}

void watchpoint_step(struct trap_frame *frame)
{
    state.stepping = true;
    frame->eflags |= FLAGS_TRAP;
}

void watchpoint_run_to(const struct trap_frame *frame, uint32_t address)
{
    state.stop_esp = trap_esp(frame);
    watch_set_stop(&state.watches, address);
    watchpoint_apply();
}
