#include "kernel/terminal.h"

#include "kernel/hw/keyboard.h"
#include "kernel/hw/uart.h"
#include "kernel/hw/vga.h"

#define ESCAPE '\x1b'

/* A page keeps one row of the last. */
#define PAGE_ROWS ((int)VGA_ROWS - 1)

static struct {
    enum { PLAIN, ESCAPED, SEQUENCE } state;
    char parameter; /* the last character of the sequence before its final one */
} screen;

/* A sequence ends with a character from @ on. Only that which clears the screen is obeyed;
 * it is preceded by one that puts the cursor home, where clearing puts it as well. */
static void take_sequence(char c)
{
    if (c < '@') {
        screen.parameter = c;
        return;
    }
    screen.state = PLAIN;
    if (c == 'J' && screen.parameter == '2')
        vga_put('\f');
}

void terminal_show(void *context, char c)
{
    (void)context;
    if (screen.state == SEQUENCE) {
        take_sequence(c);
    } else if (screen.state == ESCAPED) {
        screen.state = c == '[' ? SEQUENCE : PLAIN;
        screen.parameter = '\0';
    } else if (c == ESCAPE) {
        screen.state = ESCAPED;
    } else {
        vga_put(c);
    }
}

/* Interrupts stay off, so nothing empties the rings. */
void terminal_put_polled(void *context, char c)
{
    uart_put_polled(UART_COM1, (uint8_t)c);
    terminal_show(context, c);
}

bool terminal_get(uint8_t *byte)
{
    int pages = keyboard_take_pages();

    vga_look_back(pages * PAGE_ROWS);
    vga_show_cursor();
    return uart_get(UART_COM1, byte) || keyboard_get(byte);
}

static void poll(void)
{
    uart_receive_polled(UART_COM1);
    keyboard_poll();
}

bool terminal_get_polled(uint8_t *byte)
{
    poll();
    return terminal_get(byte);
}

bool terminal_interrupted(void)
{
    return uart_has_interrupt_key(UART_COM1) || keyboard_has_interrupt_key();
}

/* Without interrupts a Ctrl-C is received only when somebody looks. */
bool terminal_interrupted_polled(void)
{
    poll();
    return terminal_interrupted();
}

void terminal_drop_input(void)
{
    uint8_t byte;

    uart_drop_to_interrupt_key(UART_COM1);
    while (keyboard_has_interrupt_key() && keyboard_get(&byte))
        ;
}

int terminal_wait_key_polled(void)
{
    uint8_t byte;

    while (!terminal_get_polled(&byte))
        ;
    return byte;
}
