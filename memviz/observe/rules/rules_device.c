/*
 * The 8259A data sheet calls the bytes ICW1 to ICW4 and OCW1 to OCW3. A controller that has sent an
 * interrupt sends none of the same or a lower priority until an end of interrupt (OCW2, bit 5)
 * arrives; in automatic mode (ICW4, bit 1) none is needed. A local APIC has a register for it.
 *
 * An end may come long after iret, so that its absence is a finding only at the end of the run,
 * when the guest has run on for longer than a period of the timer without it.
 */
#include "memviz/observe/rules/rules_device.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

#define MASTER_COMMAND 0x20u
#define MASTER_DATA    0x21u
#define SLAVE_COMMAND  0xa0u
#define COMMAND_START  0x10u /* ICW1 */
#define COMMAND_OTHER  0x08u /* OCW3 */
#define COMMAND_END    0x20u /* OCW2: an end of interrupt */
#define ICW1_FOURTH    0x01u
#define ICW1_SINGLE    0x02u
#define ICW4_AUTOMATIC 0x02u

#define APIC_PAGE 0xfee00u

/* More instructions than lie between two ticks of the BIOS's timer. */
#define PERIOD 400000u

static void take_master_data(struct service *service, uint32_t value)
{
    if (service->words_left == 0)
        return;
    service->words_left--;
    if (service->words_left == 0 && service->fourth)
        service->automatic = (value & ICW4_AUTOMATIC) != 0;
}

static void take_command(struct service *service, const struct port_access *port)
{
    if ((port->value & COMMAND_START) != 0) {
        service->pending = false;
        if (port->port != MASTER_COMMAND)
            return;
        service->automatic = false;
        service->fourth = (port->value & ICW1_FOURTH) != 0;
        service->words_left = 1u + ((port->value & ICW1_SINGLE) == 0) + service->fourth;
    } else if ((port->value & COMMAND_OTHER) == 0 && (port->value & COMMAND_END) != 0)
        service->pending = false;
}

void rules_device(struct observer *observer, const struct step *step)
{
    struct service *service = &observer->service;

    if (step->port.used && step->port.write) {
        if (step->port.port == MASTER_COMMAND || step->port.port == SLAVE_COMMAND)
            take_command(service, &step->port);
        else if (step->port.port == MASTER_DATA)
            take_master_data(service, step->port.value);
    }
    for (unsigned i = 0; i < step->access_count && service->pending; i++)
        if (step->accesses[i].address >> 12 == APIC_PAGE)
            service->pending = false;
}

void rules_device_interrupt(struct observer *observer, const struct step *step)
{
    struct service *service = &observer->service;

    if (!step->hardware || service->automatic)
        return;
    service->pending = true;
    service->vector = step->vector;
    service->return_site = 0;
}

void rules_device_return(struct observer *observer, const struct step *step)
{
    struct service *service = &observer->service;

    if (!service->pending || service->return_site != 0 ||
        sites_get(&observer->sites, step->site)->firmware)
        return;
    service->return_site = step->site;
    service->returned = observer->instructions;
}

void rules_device_end(struct observer *observer)
{
    const struct service *service = &observer->service;
    const struct insn *last = &sites_get(&observer->sites, observer->guest_site)->insn;
    bool waits = observer->interrupts_known && observer->interrupts_on;
    struct sentence sentence;

    if (!service->pending || service->return_site == 0 || !waits ||
        (observer->instructions - service->returned < PERIOD && last->op != OP_HLT) ||
        !sentence_begin(&sentence, observer, RULE_HANDLER, 0x300 + service->vector))
        return;
    say(&sentence, "the handler of interrupt 0x%02" PRIx32 " returns (", service->vector);
    say_place(&sentence, service->return_site);
    say(&sentence,
        ") without an end of interrupt (a byte 0x20 to port 0x20): the interrupt"
        " controller sends no other interrupt of its priority or below, and %" PRIu64
        " instructions later none has come",
        observer->instructions - service->returned);
}
