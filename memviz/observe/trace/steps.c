#include "memviz/observe/trace/steps.h"

#include <stdio.h>
#include <string.h>

/* Bochs prints what is written to this port on its console, if its configuration asks for it. */
#define OUTPUT_PORT 0xe9u

void steps_init(struct steps *steps, struct sites *sites, step_taker *taker, void *context)
{
    memset(steps, 0, sizeof *steps);
    steps->sites = sites;
    steps->taker = taker;
    steps->context = context;
}

static void finish_step(struct steps *steps)
{
    if (!steps->pending)
        return;
    steps->pending = false;
    steps->taker(steps->context, &steps->step);
}

/* Begins a step of a kind; only the members that all kinds share are set. */
static struct step *begin_step(struct steps *steps, enum step_kind kind)
{
    struct step *step = &steps->step;

    finish_step(steps);
    steps->pending = true;
    step->kind = kind;
    step->stale = step->unmapped = step->hardware = step->real = false;
    step->site = 0;
    step->access_count = 0;
    step->port.used = false;
    step->tick = steps->tick;
    return step;
}

static void take_instruction(struct steps *steps, const struct trace_line *line)
{
    /* The debugger's own repetitions have the tick of the stop. */
    if (steps->stopped && line->tick <= steps->tick)
        return;
    steps->stopped = false;
    steps->tick = line->tick;
    steps->instructions++;
    struct step *step = begin_step(steps, STEP_INSN);
    step->stale = steps->after_device;
    steps->after_device = false;
    step->real = line->real;
    step->selector = line->selector;
    step->offset = line->offset;
    step->physical = line->address;
    step->unmapped = line->kind == TRACE_NO_INSN;
    if (step->unmapped || step->stale)
        return;
    step->site = sites_find(steps->sites, line);
    if (step->site == 0)
        steps->lost++;
}

/* The store of a read-modify-write has the linear address of its load. */
static void complete_write(const struct step *step, struct access *access)
{
    for (unsigned i = step->access_count; i-- > 0;) {
        const struct access *load = &step->accesses[i];
        if (load->kind == TRACE_MODIFY && load->address == access->address) {
            access->has_linear = load->has_linear;
            access->linear = load->linear;
            return;
        }
    }
}

static void take_access(struct steps *steps, const struct trace_line *line)
{
    struct step *step = &steps->step;

    if (!steps->pending || step->access_count == STEP_ACCESSES ||
        (step->kind != STEP_INSN && step->kind != STEP_INTERRUPT)) {
        steps->lost++;
        return;
    }
    struct access *access = &step->accesses[step->access_count];
    *access = (struct access){.kind = (uint8_t)line->kind,
                              .walk = line->walk,
                              .top = line->walk && line->text_size >= 3 && line->text[1] != 'T',
                              .has_linear = line->has_linear,
                              .length = line->length,
                              .address = line->address,
                              .linear = line->linear,
                              .value = line->value};
    if (line->kind == TRACE_WRITE && !line->has_linear && !line->walk)
        complete_write(step, access);
    step->access_count++;
}

static void take_interrupt(struct steps *steps, const struct trace_line *line)
{
    struct step *step = begin_step(steps, STEP_INTERRUPT);

    step->vector = line->number;
    step->error = line->error;
    step->hardware = steps->from_device;
    steps->after_device = steps->from_device;
    steps->from_device = false;
}

static void take_fault(struct steps *steps, const struct trace_line *line)
{
    struct step *step = begin_step(steps, STEP_FAULT);

    step->vector = line->number;
    step->error = line->error;
    steps->from_device = false;
    steps->after_device = false;
}

static void take_dma(struct steps *steps, const struct trace_line *line)
{
    /* Bytes that the device took out of memory change nothing. */
    if (!line->write)
        return;
    struct step *step = begin_step(steps, STEP_DMA);
    step->access_count = 1;
    step->accesses[0] = (struct access){.kind = TRACE_WRITE,
                                        .length = line->length,
                                        .address = line->address,
                                        .value = line->value};
}

static void take_port(struct steps *steps, const struct trace_line *line)
{
    if (line->write && line->number == OUTPUT_PORT && steps->printed_count < sizeof steps->printed)
        steps->printed[steps->printed_count++] = (char)line->value;
    if (steps->pending && steps->step.kind == STEP_INSN)
        steps->step.port = (struct port_access){.used = true,
                                                .write = line->write,
                                                .port = (uint16_t)line->number,
                                                .value = (uint32_t)line->value};
}

/* Moves past what the guest printed at the start of a line. A newline ended a
 * line of its own. */
static size_t skip_printed(struct steps *steps, const char *line, size_t size)
{
    size_t skipped = 0;
    unsigned used = 0;

    while (
        used < steps->printed_count &&
        (steps->printed[used] == '\n' || (skipped < size && line[skipped] == steps->printed[used])))
        skipped += steps->printed[used++] != '\n';
    memmove(steps->printed, steps->printed + used, steps->printed_count - used);
    steps->printed_count -= used;
    return skipped;
}

static void take_unknown(struct steps *steps, const char *line, size_t size)
{
    if (!steps->started)
        return;
    size_t skipped = skip_printed(steps, line, size);
    if (skipped > 0) {
        steps->lines--;
        steps_take(steps, line + skipped, size - skipped);
        return;
    }
    if (steps->unknown == 0) {
        size_t kept = size < sizeof steps->unknown_line ? size : sizeof steps->unknown_line - 1;
        memcpy(steps->unknown_line, line, kept);
        steps->unknown_line[kept] = '\0';
    }
    steps->unknown++;
}

static void take_stop(struct steps *steps)
{
    finish_step(steps);
    steps->stopped = true;
}

/* No line follows that would show that the step is whole. */
static void take_halt(struct steps *steps)
{
    begin_step(steps, STEP_HALT);
    finish_step(steps);
}

void steps_take(struct steps *steps, const char *line, size_t size)
{
    struct trace_line parsed;

    trace_line_parse(&parsed, line, size);
    steps->lines++;
    switch (parsed.kind) {
    case TRACE_INSN:
    case TRACE_NO_INSN:
        steps->started = true;
        take_instruction(steps, &parsed);
        break;
    case TRACE_READ:
    case TRACE_MODIFY:
    case TRACE_WRITE:
        take_access(steps, &parsed);
        break;
    case TRACE_INTERRUPT:
        take_interrupt(steps, &parsed);
        break;
    case TRACE_EXCEPTION:
        take_fault(steps, &parsed);
        break;
    case TRACE_DMA:
        take_dma(steps, &parsed);
        break;
    case TRACE_A20:
        begin_step(steps, STEP_A20)->vector = parsed.number;
        break;
    case TRACE_HALT:
        take_halt(steps);
        break;
    case TRACE_IRQ:
        steps->from_device = true;
        break;
    case TRACE_IO:
        take_port(steps, &parsed);
        break;
    case TRACE_STOP:
        take_stop(steps);
        break;
    case TRACE_UNKNOWN:
        take_unknown(steps, line, size);
        break;
    case TRACE_NOISE:
        break;
    }
}

void steps_end(struct steps *steps)
{
    finish_step(steps);
}
