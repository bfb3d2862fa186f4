/*
 * The two serial ports: 16550A, 115200 8N1, driven by interrupts.
 *
 * Owns both UARTs and a ring of bytes each way for each. Sending never waits:
 * what does not fit is refused, and the caller decides. What is received and
 * does not fit is counted. A port that is not there swallows what is sent.
 * (National Semiconductor PC16550D data sheet.)
 */
#ifndef STRATA_HW_UART_H
#define STRATA_HW_UART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum uart_port {
    UART_COM1,
    UART_COM2,
    UART_PORTS,
};

#define UART_COM1_LINE 4u
#define UART_COM2_LINE 3u

#define UART_RX_SIZE (16u * 1024u)
#define UART_TX_SIZE (4u * 1024u)

/* Programs both ports, their interrupts off, rings empty. */
void uart_init(void);

/* Turns the ports' interrupts on; to be called when the interrupt controller has been set
 * up and lets their lines through. */
void uart_enable_interrupts(void);

/* A UART has raised its interrupt line: moves bytes both ways. */
void uart_handle_interrupt(enum uart_port port);

/* Does the same for a port whose interrupt does not arrive. */
void uart_poll(enum uart_port port);

/* Returns whether bytes are queued or on their way that an interrupt must send. */
bool uart_is_sending(enum uart_port port);

/* Queues one byte; false where the ring is full. */
bool uart_put(enum uart_port port, uint8_t byte);

/* Returns how many bytes uart_put() would take now. */
uint32_t uart_room(enum uart_port port);

/* Takes the oldest byte received; false where there is none. */
bool uart_get(enum uart_port port, uint8_t *byte);

/* Returns whether a Ctrl-C has been received and not been taken yet. */
bool uart_has_interrupt_key(enum uart_port port);

/* Takes and drops what was received, up to the first Ctrl-C. */
void uart_drop_to_interrupt_key(enum uart_port port);

/* Bytes lost on the way in: by the UART's FIFO and by the full ring. */
uint32_t uart_lost(enum uart_port port);

/* Sends one byte without interrupts, as soon as the UART takes it, after all that
 * is queued; and takes in what has been received. For a machine whose interrupts
 * are off for good: uart_get() and the rest work on. */
void uart_put_polled(enum uart_port port, uint8_t byte);
void uart_receive_polled(enum uart_port port);

/* Programs a port and sends one byte on it, polled, without reading or writing any
 * memory of this module: for whoever reports that memory itself is broken. What is
 * queued is not sent. A port that is not there is not waited for. */
void uart_raw_init(enum uart_port port);
void uart_raw_put(enum uart_port port, uint8_t byte);

/* Returns whether the port answered when it was programmed. */
bool uart_is_present(enum uart_port port);

/* Sends what is queued and then size bytes, without interrupts, and waits until
 * the line is idle. For before interrupts and after a disaster. */
void uart_send_polled(enum uart_port port, const char *bytes, size_t size);

#endif
