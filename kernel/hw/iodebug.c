#include "kernel/hw/iodebug.h"

#include "kernel/hw/port.h"

/* The command port takes these values as commands; they only look like ports. */
#define COMMAND 0x8a00
#define DATA    0x8a01

#define WAKE         0x8a00 /* also what an awake device answers */
#define SELECT_START 0x8a01
#define SELECT_END   0x8a02
#define ADD_RANGE    0x8a80
#define SLEEP        0x8aff

/* Elsewhere nobody drives the bus at this port, and the read gives all ones. */
bool iodebug_init(void)
{
    port_write16(COMMAND, WAKE);
    return port_read16(COMMAND) == WAKE;
}

/* The data port shifts words in, the high one first. */
static void write_register(uint16_t select, uint32_t value)
{
    port_write16(COMMAND, select);
    port_write16(DATA, (uint16_t)(value >> 16));
    port_write16(DATA, (uint16_t)value);
}

void iodebug_watch(uint32_t start, uint32_t end)
{
    write_register(SELECT_START, start);
    write_register(SELECT_END, end);
    port_write16(COMMAND, ADD_RANGE);
}

void iodebug_stop(void)
{
    port_write16(COMMAND, SLEEP);
}
