#include "kernel/terminal.h"

#include "kernel/hw/uart.h"

/* Interrupts stay off, so nothing empties the rings. */
void terminal_put_polled(void *context, char c)
{
    (void)context;
    uart_put_polled(UART_COM1, (uint8_t)c);
}

/* Without interrupts a Ctrl-C is received only when somebody looks. */
bool terminal_interrupted_polled(void)
{
    uart_receive_polled(UART_COM1);
    return uart_has_interrupt_key(UART_COM1);
}

int terminal_wait_key_polled(void)
{
    uint8_t byte;

    while (!uart_get(UART_COM1, &byte))
        uart_receive_polled(UART_COM1);
    return byte;
}
