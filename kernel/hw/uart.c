#include "kernel/hw/uart.h"

#include "kernel/core/ring.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/noinit.h"
#include "kernel/hw/port.h"

/* Register offsets; data and IER become the divisor while DLAB is set. */
#define DATA    0
#define IER     1
#define IIR_FCR 2
#define LCR     3
#define MCR     4
#define LSR     5
#define SCRATCH 7

#define IER_RECEIVED   0x01
#define IER_SENT       0x02
#define IER_LINE       0x04
#define IIR_NONE       0x01
#define FCR_ENABLE     0x07 /* FIFOs on and emptied, interrupt at the first byte */
#define LCR_8N1        0x03
#define LCR_DLAB       0x80
#define MCR_ON         0x0b /* DTR, RTS, and OUT2, which gates the interrupt */
#define LSR_RECEIVED   0x01
#define LSR_OVERRUN    0x02
#define LSR_SEND_READY 0x20
#define LSR_SEND_IDLE  0x40

#define DIVISOR_115200 1
#define FIFO_SIZE      16u
#define CTRL_C         0x03
/* At most this many looks at a port in one interrupt: a stuck UART must not
 * hold the machine. */
#define INTERRUPT_LOOKS 64u
/* A byte takes 87 us; a read of the line status about 1 us on hardware. Long
 * past any byte, a port counts as stuck and is not waited for. */
#define SEND_LOOKS 200000u

/* The interrupt handler puts into rx and takes from tx, the main loop does the
 * reverse. Each counter and each end of a ring has one writer, so that only the
 * switch of the sent interrupt needs interrupts out. */
struct uart {
    uint16_t base;
    bool present;
    volatile bool sending; /* the sent interrupt is on */
    struct ring rx;
    struct ring tx;
    volatile uint32_t lost;
    volatile uint32_t keys_in; /* Ctrl-C bytes put into rx, and taken from it */
    uint32_t keys_out;
};

static struct {
    struct uart ports[UART_PORTS];
} state;

static struct {
    uint8_t rx[UART_PORTS][UART_RX_SIZE];
    uint8_t tx[UART_PORTS][UART_TX_SIZE];
} buffers KERNEL_NOINIT;

/* In the program and not in the state: what sends without state must know it. */
static uint16_t base_of(enum uart_port port)
{
    return port == UART_COM1 ? 0x3f8 : 0x2f8;
}

/* A port that keeps two values in its scratch register is there. */
static bool is_present(uint16_t base)
{
    port_write8(base + SCRATCH, 0x55);
    if (port_read8(base + SCRATCH) != 0x55)
        return false;
    port_write8(base + SCRATCH, 0xaa);
    return port_read8(base + SCRATCH) == 0xaa;
}

/* Reading the line status clears its overrun bit: whoever reads it must count, also where
 * only the sender is waited for. */
static uint8_t read_status(struct uart *uart)
{
    uint8_t status = port_read8(uart->base + LSR);

    if ((status & LSR_OVERRUN) != 0)
        uart->lost++;
    return status;
}

/* 115200 8N1, FIFOs on and empty, no interrupts. */
static void program(uint16_t base)
{
    port_write8(base + IER, 0);
    port_write8(base + LCR, LCR_DLAB);
    port_write8(base + DATA, DIVISOR_115200);
    port_write8(base + IER, 0);
    port_write8(base + LCR, LCR_8N1);
    port_write8(base + IIR_FCR, FCR_ENABLE);
    port_write8(base + MCR, MCR_ON);
}

static void init_port(enum uart_port port, uint16_t base)
{
    struct uart *uart = &state.ports[port];

    uart->base = base;
    ring_init(&uart->rx, buffers.rx[port], UART_RX_SIZE);
    ring_init(&uart->tx, buffers.tx[port], UART_TX_SIZE);
    uart->present = is_present(base);
    if (!uart->present)
        return;
    program(base);
    /* A byte typed during boot still counts as received in Bochs, although it went with
     * the emptied FIFO: reading it ends that. */
    port_read8(base + DATA);
    read_status(uart);
    uart->lost = 0;
}

/* Only now: a line that rose before the interrupt controller was set up is an edge that
 * is lost, and as the line then stays up there is never another. */
static void enable_port(const struct uart *uart)
{
    if (uart->present)
        port_write8(uart->base + IER, IER_RECEIVED | IER_LINE);
}

void uart_enable_interrupts(void)
{
    enable_port(&state.ports[UART_COM1]);
    enable_port(&state.ports[UART_COM2]);
}

void uart_init(void)
{
    init_port(UART_COM1, base_of(UART_COM1));
    init_port(UART_COM2, base_of(UART_COM2));
}

/* A Ctrl-C is counted on arrival: a long command, which reads no input, learns
 * of it without losing what was typed ahead. One that is lost in a full ring is
 * not counted, or it would never be taken. */
static void receive(struct uart *uart)
{
    uint8_t byte = port_read8(uart->base + DATA);

    if (!ring_put(&uart->rx, byte))
        uart->lost++;
    else if (byte == CTRL_C)
        uart->keys_in++;
}

/* Fills the FIFO from the ring; with nothing left to send, the sent interrupt
 * goes off until there is. */
static void send(struct uart *uart)
{
    uint8_t byte;

    for (unsigned i = 0; i < FIFO_SIZE; i++) {
        if (!ring_get(&uart->tx, &byte)) {
            uart->sending = false;
            port_write8(uart->base + IER, IER_RECEIVED | IER_LINE);
            return;
        }
        port_write8(uart->base + DATA, byte);
    }
}

/* Goes on until the UART has nothing pending: the interrupt controller sees
 * edges, and a cause left standing would keep the line up and raise no other. */
void uart_handle_interrupt(enum uart_port port)
{
    struct uart *uart = &state.ports[port];

    for (unsigned i = 0; i < INTERRUPT_LOOKS && uart->present; i++) {
        if ((port_read8(uart->base + IIR_FCR) & IIR_NONE) != 0)
            return;
        uint8_t status = read_status(uart);
        for (unsigned n = 0; (status & LSR_RECEIVED) != 0 && n < FIFO_SIZE; n++) {
            receive(uart);
            status = read_status(uart);
        }
        if (uart->sending && (status & LSR_SEND_READY) != 0)
            send(uart);
    }
}

/* The UART raises its causes whether or not its line is wired. Interrupts are out, so
 * that the rings have one writer. */
void uart_poll(enum uart_port port)
{
    bool enabled = cpu_save_interrupts();

    uart_handle_interrupt(port);
    cpu_restore_interrupts(enabled);
}

bool uart_is_sending(enum uart_port port)
{
    return state.ports[port].sending;
}

bool uart_put(enum uart_port port, uint8_t byte)
{
    struct uart *uart = &state.ports[port];

    if (!uart->present)
        return true;
    if (!ring_put(&uart->tx, byte))
        return false;
    if (uart->sending)
        return true;
    bool enabled = cpu_save_interrupts();
    uart->sending = true;
    port_write8(uart->base + IER, IER_RECEIVED | IER_LINE | IER_SENT);
    cpu_restore_interrupts(enabled);
    return true;
}

/* A port that is absent always has room: a caller that waits for room must not hang
 * on a machine with one serial port. */
uint32_t uart_room(enum uart_port port)
{
    return state.ports[port].present ? ring_room(&state.ports[port].tx) : UART_TX_SIZE;
}

bool uart_get(enum uart_port port, uint8_t *byte)
{
    struct uart *uart = &state.ports[port];

    if (!ring_get(&uart->rx, byte))
        return false;
    if (*byte == CTRL_C)
        uart->keys_out++;
    return true;
}

bool uart_has_interrupt_key(enum uart_port port)
{
    return state.ports[port].keys_in != state.ports[port].keys_out;
}

void uart_drop_to_interrupt_key(enum uart_port port)
{
    uint8_t byte;

    while (uart_has_interrupt_key(port) && uart_get(port, &byte)) {
        if (byte == CTRL_C)
            return;
    }
}

uint32_t uart_lost(enum uart_port port)
{
    return state.ports[port].lost;
}

/* Sent even when the port counts as stuck: a lost byte is the worst that comes
 * of it. */
static void send_byte_polled(struct uart *uart, uint8_t byte)
{
    for (unsigned i = 0; i < SEND_LOOKS; i++) {
        if ((read_status(uart) & LSR_SEND_READY) != 0)
            break;
    }
    port_write8(uart->base + DATA, byte);
}

/* What was queued before a disaster explains it, and has to come first. */
static void send_queued(struct uart *uart)
{
    uint8_t queued;

    while (ring_get(&uart->tx, &queued))
        send_byte_polled(uart, queued);
}

void uart_put_polled(enum uart_port port, uint8_t byte)
{
    struct uart *uart = &state.ports[port];

    if (!uart->present)
        return;
    send_queued(uart);
    send_byte_polled(uart, byte);
}

void uart_receive_polled(enum uart_port port)
{
    struct uart *uart = &state.ports[port];

    /* No more than a FIFO at a time: the caller looks for Ctrl-C in between. */
    for (unsigned i = 0; i < FIFO_SIZE && uart->present; i++) {
        if ((read_status(uart) & LSR_RECEIVED) == 0)
            return;
        receive(uart);
    }
}

/* Waits for the idle bit, not the ready bit: ready comes while the last byte is
 * still being shifted out, and a machine that stops then has not sent it. */
void uart_send_polled(enum uart_port port, const char *bytes, size_t size)
{
    struct uart *uart = &state.ports[port];
    bool enabled = cpu_save_interrupts();

    if (uart->present) {
        send_queued(uart);
        for (size_t i = 0; i < size; i++)
            send_byte_polled(uart, (uint8_t)bytes[i]);
        for (unsigned i = 0; i < SEND_LOOKS; i++) {
            if ((read_status(uart) & LSR_SEND_IDLE) != 0)
                break;
        }
    }
    cpu_restore_interrupts(enabled);
}

bool uart_is_present(enum uart_port port)
{
    return state.ports[port].present;
}

/* All ones is what a bus without a device answers: then there is nothing to wait
 * for. */
static void wait_idle_raw(uint16_t base)
{
    for (unsigned i = 0; i < SEND_LOOKS; i++) {
        uint8_t status = port_read8(base + LSR);
        if (status == 0xff || (status & LSR_SEND_IDLE) != 0)
            return;
    }
}

/* What is on the line goes first: programming the port would cut it. */
void uart_raw_init(enum uart_port port)
{
    wait_idle_raw(base_of(port));
    program(base_of(port));
}

/* Until the line is idle, so that the machine may stop after any byte. */
void uart_raw_put(enum uart_port port, uint8_t byte)
{
    port_write8(base_of(port) + DATA, byte);
    wait_idle_raw(base_of(port));
}
