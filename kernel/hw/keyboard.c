#include "kernel/hw/keyboard.h"

#include "kernel/core/keymap.h"
#include "kernel/core/ring.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/port.h"

#define DATA    0x60
#define STATUS  0x64
#define COMMAND 0x64

#define STATUS_OUTPUT_FULL 0x01u
#define STATUS_INPUT_FULL  0x02u
#define STATUS_AUXILIARY   0x20u /* what is in the output buffer is the mouse's */

#define READ_CONFIGURATION  0x20u
#define WRITE_CONFIGURATION 0x60u
#define CONFIG_INTERRUPT    0x01u
#define CONFIG_DISABLED     0x10u
#define CONFIG_TRANSLATE    0x40u

/* The controller answers within some milliseconds; a look takes about a microsecond. */
#define LOOKS 20000u
/* So many bytes at once: a controller that never runs out must not hold the machine. */
#define BYTES_AT_ONCE 32u

#define RING_SIZE 256u
#define CTRL_C    0x03

static struct {
    bool present;
    struct keymap keymap;
    struct ring ring;
    volatile uint32_t keys_in; /* Ctrl-C bytes put into the ring, and taken from it */
    uint32_t keys_out;
    volatile int pages;
    uint8_t bytes[RING_SIZE];
} state;

static bool wait_status(uint8_t mask, uint8_t wanted)
{
    for (unsigned i = 0; i < LOOKS; i++) {
        if ((port_read8(STATUS) & mask) == wanted)
            return true;
    }
    return false;
}

static void drop_output(void)
{
    for (unsigned i = 0; i < BYTES_AT_ONCE && (port_read8(STATUS) & STATUS_OUTPUT_FULL) != 0; i++)
        port_read8(DATA);
}

/* The firmware has set the controller up for its own menu; only what differs between
 * firmwares is set here. Where it does not answer the questions it is used as it is. */
static void configure(void)
{
    if (!wait_status(STATUS_INPUT_FULL, 0))
        return;
    port_write8(COMMAND, READ_CONFIGURATION);
    if (!wait_status(STATUS_OUTPUT_FULL, STATUS_OUTPUT_FULL))
        return;
    uint8_t configuration = port_read8(DATA);
    configuration |= CONFIG_INTERRUPT | CONFIG_TRANSLATE;
    configuration &= (uint8_t)~CONFIG_DISABLED;
    port_write8(COMMAND, WRITE_CONFIGURATION);
    if (wait_status(STATUS_INPUT_FULL, 0))
        port_write8(DATA, configuration);
    wait_status(STATUS_INPUT_FULL, 0);
}

/* All ones is what a bus without a device answers. */
void keyboard_init(void)
{
    ring_init(&state.ring, state.bytes, RING_SIZE);
    state.present = port_read8(STATUS) != 0xff;
    if (!state.present)
        return;
    drop_output();
    configure();
    drop_output();
}

bool keyboard_is_present(void)
{
    return state.present;
}

/* A key's bytes go in whole or not at all: half a sequence would be taken for others. */
static void put_text(const char *text)
{
    uint32_t length = 0;

    while (text[length] != '\0')
        length++;
    if (ring_room(&state.ring) < length)
        return;
    for (uint32_t i = 0; i < length; i++) {
        ring_put(&state.ring, (uint8_t)text[i]);
        if (text[i] == CTRL_C)
            state.keys_in++;
    }
}

static void take(uint8_t code)
{
    switch (keymap_feed(&state.keymap, code)) {
    case KEYMAP_TEXT:
        put_text(state.keymap.text);
        break;
    case KEYMAP_PAGE_UP:
        state.pages++;
        break;
    case KEYMAP_PAGE_DOWN:
        state.pages--;
        break;
    case KEYMAP_NONE:
        break;
    }
}

void keyboard_poll(void)
{
    if (!state.present)
        return;
    bool enabled = cpu_save_interrupts();
    for (unsigned i = 0; i < BYTES_AT_ONCE; i++) {
        uint8_t status = port_read8(STATUS);
        if ((status & STATUS_OUTPUT_FULL) == 0)
            break;
        uint8_t code = port_read8(DATA);
        if ((status & STATUS_AUXILIARY) == 0)
            take(code);
    }
    cpu_restore_interrupts(enabled);
}

bool keyboard_get(uint8_t *byte)
{
    if (!ring_get(&state.ring, byte))
        return false;
    if (*byte == CTRL_C)
        state.keys_out++;
    return true;
}

bool keyboard_has_interrupt_key(void)
{
    return state.keys_in != state.keys_out;
}

int keyboard_take_pages(void)
{
    bool enabled = cpu_save_interrupts();
    int pages = state.pages;

    state.pages = 0;
    cpu_restore_interrupts(enabled);
    return pages;
}
