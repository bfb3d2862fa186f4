#include "kernel/line_watch.h"

#include "kernel/hw/cpu.h"
#include "kernel/hw/keyboard.h"
#include "kernel/hw/pit.h"
#include "kernel/hw/uart.h"
#include "kernel/traps.h"

/* A single interrupt may be one that waited in the controller. */
#define TIMER_INTERRUPTS 2u
/* So often the counter runs out before its interrupts count as lost. */
#define TIMER_ROUNDS 6u
/* So many looks at a counter that does not move: some 20 ms on the slowest bus. */
#define TIMER_LOOKS 20000u
/* A sent byte takes 87 us. After so many timer interrupts its own is overdue. */
#define PORT_TICKS 5u

enum timer_state {
    TIMER_UNKNOWN, /* not judged yet: nobody sleeps */
    TIMER_ALIVE,
    TIMER_DEAD,
};

/* What is remembered of a serial port while its interrupt is waited for. */
struct port_watch {
    bool waiting;
    bool polled;
    uint32_t since; /* timer interrupts when it began to wait */
};

static struct {
    enum timer_state timer;
    uint16_t counter; /* the timer's counter at the last look */
    uint32_t looks;   /* since it moved */
    uint32_t rounds;  /* how often it has started again */
    struct port_watch ports[UART_PORTS];
} state;

static const struct {
    const char *name;
    unsigned line;
} ports[UART_PORTS] = {
    [UART_COM1] = {"COM1", UART_COM1_LINE},
    [UART_COM2] = {"COM2", UART_COM2_LINE},
};

void line_watch_start(struct machine *machine)
{
    if (uart_is_present(UART_COM1))
        return;
    machine_warn(machine, "COM1 does not answer at port 0x3f8: %s",
                 keyboard_is_present() ? "the shell is on screen and keyboard"
                                       : "nor does a keyboard; this log is all there is");
}

/* The counter counts down and starts again: where it does and no interrupt comes,
 * the way from the timer to the processor is broken; where it stands still, the
 * timer itself is. */
static void judge_timer(struct machine *machine)
{
    uint16_t counter = pit_counter();

    if (trap_line_count(PIT_LINE) >= TIMER_INTERRUPTS) {
        state.timer = TIMER_ALIVE;
        return;
    }
    state.rounds += counter > state.counter;
    state.looks = counter == state.counter ? state.looks + 1 : 0;
    state.counter = counter;
    if (state.rounds <= TIMER_ROUNDS && state.looks <= TIMER_LOOKS)
        return;
    state.timer = TIMER_DEAD;
    machine_warn(machine, "%s; uptime stands still, ports are polled",
                 state.looks > TIMER_LOOKS ? "the timer does not count"
                                           : "the timer counts, but its interrupts do not arrive");
}

/* Where the timer is dead there is no measure of time, and the ports are polled
 * without being judged. */
static bool is_overdue(enum uart_port port)
{
    struct port_watch *watch = &state.ports[port];

    if (!uart_is_sending(port) || trap_line_count(ports[port].line) != 0) {
        watch->waiting = false;
        return false;
    }
    if (!watch->waiting) {
        watch->waiting = true;
        watch->since = trap_line_count(PIT_LINE);
    }
    return trap_line_count(PIT_LINE) - watch->since > PORT_TICKS;
}

static void watch_port(struct machine *machine, enum uart_port port)
{
    struct port_watch *watch = &state.ports[port];

    if (!watch->polled && is_overdue(port)) {
        watch->polled = true;
        machine_warn(machine, "the interrupt of %s (line %u) does not arrive: it is polled",
                     ports[port].name, ports[port].line);
    }
    if (watch->polled || state.timer == TIMER_DEAD)
        uart_poll(port);
}

void line_watch_step(struct machine *machine)
{
    if (state.timer == TIMER_UNKNOWN)
        judge_timer(machine);
    for (unsigned port = 0; port < UART_PORTS; port++)
        watch_port(machine, port);
}

/* A polled port that has something to send is not left alone until the next timer
 * interrupt: that would be sixteen bytes in ten milliseconds. */
static bool may_sleep(void)
{
    if (state.timer != TIMER_ALIVE)
        return false;
    for (unsigned port = 0; port < UART_PORTS; port++) {
        if (state.ports[port].polled && uart_is_sending(port))
            return false;
    }
    return true;
}

void line_watch_wait(void)
{
    if (may_sleep())
        cpu_wait();
    else
        cpu_enable_interrupts();
}
