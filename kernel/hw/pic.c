#include "kernel/hw/pic.h"

#include "kernel/hw/port.h"

#define MASTER_COMMAND 0x20
#define MASTER_DATA    0x21
#define SLAVE_COMMAND  0xa0
#define SLAVE_DATA     0xa1

#define ICW1_INIT_WITH_ICW4 0x11
#define ICW4_8086           0x01
#define OCW2_END            0x20
#define OCW3_READ_ISR       0x0b
#define CASCADE_LINE        2u
#define SPURIOUS_LINE       7u /* of each controller */

static struct {
    /* Kept here, so that unmasking a line needs no read back. Bit n: line n is
     * out. */
    uint16_t mask;
} state;

static void write_mask(void)
{
    port_write8(MASTER_DATA, (uint8_t)state.mask);
    port_write8(SLAVE_DATA, (uint8_t)(state.mask >> 8));
}

/* The BIOS leaves lines 0 to 7 at vectors 8 to 15, which are exceptions in
 * protected mode: a timer tick would read as a double fault. The four command
 * words must come in this order. The master takes the cascade line as a bit,
 * the slave takes it as a number. */
void pic_init(void)
{
    port_write8(MASTER_COMMAND, ICW1_INIT_WITH_ICW4);
    port_write8(SLAVE_COMMAND, ICW1_INIT_WITH_ICW4);
    port_write8(MASTER_DATA, PIC_VECTOR);
    port_write8(SLAVE_DATA, PIC_VECTOR + 8);
    port_write8(MASTER_DATA, 1u << CASCADE_LINE);
    port_write8(SLAVE_DATA, CASCADE_LINE);
    port_write8(MASTER_DATA, ICW4_8086);
    port_write8(SLAVE_DATA, ICW4_8086);
    state.mask = (uint16_t) ~(1u << CASCADE_LINE);
    write_mask();
}

void pic_unmask(unsigned line)
{
    state.mask &= (uint16_t) ~(1u << line);
    write_mask();
}

bool pic_is_in_service(unsigned line)
{
    uint16_t command = line < 8 ? MASTER_COMMAND : SLAVE_COMMAND;

    port_write8(command, OCW3_READ_ISR);
    return (port_read8(command) >> line % 8 & 1u) != 0;
}

/* A line in service has its bit set; a spurious interrupt comes as line 7 of its
 * controller without one (8259A data sheet, "spurious"). */
bool pic_is_spurious(unsigned line)
{
    if (line % 8 != SPURIOUS_LINE || pic_is_in_service(line))
        return false;
    if (line >= 8) /* the master did see the cascade line */
        port_write8(MASTER_COMMAND, OCW2_END);
    return true;
}

/* An interrupt of the slave came through the master's cascade line, so both wait
 * for an end. */
void pic_end(unsigned line)
{
    if (line >= 8)
        port_write8(SLAVE_COMMAND, OCW2_END);
    port_write8(MASTER_COMMAND, OCW2_END);
}
