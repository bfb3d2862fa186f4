#include "kernel/core/fault.h"

#include "kernel/core/backtrace.h"
#include "kernel/core/fault_place.h"
#include "kernel/core/layout.h"
#include "kernel/core/units.h"
#include "kernel/core/who.h"
#include "layout_constants.h"

/* The error code of a page fault (Intel SDM volume 3A, section 4.7). */
#define ERROR_PRESENT  0x01u
#define ERROR_WRITE    0x02u
#define ERROR_USER     0x04u
#define ERROR_RESERVED 0x08u
#define ERROR_FETCH    0x10u

/* The error code of vectors 10 to 13 holds a selector (section 6.13). */
#define SELECTOR_EXTERNAL 0x1u
#define SELECTOR_IDT      0x2u
#define SELECTOR_LDT      0x4u

/* An instruction has 15 bytes at most. */
#define CODE_BYTES 16u
#define LOG_TAIL   5u

/* Intel SDM volume 3A, table 6-1; 28 to 30 are AMD's. */
const char *fault_name(uint32_t vector)
{
    static const char *const names[FAULT_EXCEPTIONS] = {
        "divide error",
        "debug",
        "non-maskable interrupt",
        "breakpoint",
        "overflow",
        "bound range exceeded",
        "invalid opcode",
        "device not available",
        "double fault",
        "coprocessor segment overrun",
        "invalid TSS",
        "segment not present",
        "stack-segment fault",
        "general protection",
        "page fault",
        "reserved exception 15",
        "x87 floating point",
        "alignment check",
        "machine check",
        "SIMD floating point",
        "virtualization",
        "control protection",
        "reserved exception 22",
        "reserved exception 23",
        "reserved exception 24",
        "reserved exception 25",
        "reserved exception 26",
        "reserved exception 27",
        "hypervisor injection",
        "VMM communication",
        "security",
        "reserved exception 31",
    };

    return vector < FAULT_EXCEPTIONS ? names[vector] : "panic";
}

static bool in_range(uint64_t address, uint64_t start, uint64_t end)
{
    return address >= start && address < end;
}

/* The page below the stack, whichever of its two places it has. */
static bool is_guard_page(const struct machine *m, uint64_t address)
{
    return in_range(address, m->image.stack_start - FRAME_SIZE, m->image.stack_start);
}

/* Returns whether a declared row that is no longer alive holds address. */
static bool is_retired(const struct who *who)
{
    for (size_t i = 0; i < who->region_count; i++) {
        if (who->regions[i].origin == REGION_DECLARED && !who->regions[i].alive)
            return true;
    }
    return false;
}

/* Returns whether esp is on the kernel's stack, its end included, or in the image, where
 * the other stacks are. */
static bool is_on_stack(const struct machine *m, uint32_t esp)
{
    return in_range(esp, m->image.stack_start, m->image.stack_end + 1) ||
           in_range(esp, m->image.start, m->image.end + 1);
}

/* The order matters: page 0 and the guard page are regions of their own, whatever
 * else is true of their addresses. A retired row is tested before "wild", because
 * its frames are reserved and were never allocated. */
static enum fault_kind classify_page(const struct machine *m, const struct fault *f)
{
    uint64_t address = f->address;
    struct who who;

    if (address < FRAME_SIZE)
        return FAULT_KIND_NULL;
    if ((f->error_code & ERROR_PRESENT) != 0) /* to the kernel, only a write is refused */
        return in_range(address, m->image.start, m->image.end) ? FAULT_KIND_TEXT : FAULT_KIND_ROM;
    who_find(m, address, &who);
    if (is_retired(&who))
        return FAULT_KIND_RETIRED;
    return who.managed && address >= m->plan.heap_end ? FAULT_KIND_WILD : FAULT_KIND_UNMAPPED;
}

enum fault_kind fault_classify(const struct machine *m, const struct fault *f)
{
    uint32_t esp = f->registers.esp;

    if (f->vector == FAULT_NOT_A_VECTOR)
        return FAULT_KIND_PANIC;
    if (f->has_line)
        return FAULT_KIND_LINE;
    /* The processor could not push a frame: it double-faults with esp on or
     * just above the guard page. */
    if (f->vector == FAULT_DOUBLE &&
        (is_guard_page(m, esp) ||
         in_range(esp, m->image.stack_start, m->image.stack_start + 4 * sizeof(uint32_t) + 1)))
        return FAULT_KIND_STACK;
    if (f->vector == FAULT_PAGE && is_guard_page(m, f->address))
        return FAULT_KIND_STACK;
    if (!is_on_stack(m, esp))
        return FAULT_KIND_ESP;
    return f->vector == FAULT_PAGE ? classify_page(m, f) : FAULT_KIND_OTHER;
}

/* The fetch bit needs a processor with execute-disable on. Without, a jump into
 * nowhere reads as a read, of the address that eip has. */
static const char *access_name(uint32_t error_code)
{
    if ((error_code & ERROR_FETCH) != 0)
        return "fetch from";
    return (error_code & ERROR_WRITE) != 0 ? "write to" : "read from";
}

/* Returns the symbol of the first declared row that holds address. */
static const char *row_symbol(const struct machine *m, uint64_t address)
{
    struct who who;

    who_find(m, address, &who);
    return who.region_count > 0 ? who.regions[0].symbol : "no region";
}

/* A direct access to a frame that the kernel does not map: whether the frame was
 * free tells a stale pointer from a forgotten window. */
static void print_wild(struct fmt_sink out, const struct machine *m, const struct fault *f)
{
    uint32_t frame = (uint32_t)(f->address >> FRAME_SHIFT);

    fmt_print(out, "%s 0x%08llx in frame 0x%x, which is %s", access_name(f->error_code), f->address,
              frame, frames_state_name(frames_state(&m->frames, frame)));
    if (frames_state(&m->frames, frame) == FRAME_FREE)
        fmt_print(out, ": it was never allocated, or has been freed");
    else
        fmt_print(out, " but not mapped: frames are reached through the window");
}

void fault_print_sentence(struct fmt_sink out, const struct machine *m, const struct fault *f)
{
    const char *access = access_name(f->error_code);

    switch (fault_classify(m, f)) {
    case FAULT_KIND_PANIC:
        fmt_text(out, f->text);
        break;
    case FAULT_KIND_LINE:
        fmt_print(out, "interrupt line %u arrived as exception %u (%s): the PICs deliver it there",
                  f->line, f->vector, fault_name(f->vector));
        break;
    case FAULT_KIND_ESP:
        fmt_print(out, "esp 0x%08x is outside the stack 0x%llx-0x%llx (%s)", f->registers.esp,
                  m->image.stack_start, m->image.stack_end, fault_name(f->vector));
        break;
    case FAULT_KIND_NULL:
        fmt_print(out, "null pointer: %s 0x%08llx in page 0, which is never mapped", access,
                  f->address);
        break;
    case FAULT_KIND_STACK:
        fmt_print(out, "stack overflow: the stack 0x%llx-0x%llx ran into its guard page",
                  m->image.stack_start, m->image.stack_end);
        break;
    case FAULT_KIND_TEXT:
        fmt_print(out, "write to 0x%08llx in the kernel's code and constants", f->address);
        break;
    case FAULT_KIND_ROM:
        fmt_print(out, "%s 0x%08llx in %s, which can only be read", access, f->address,
                  row_symbol(m, f->address));
        break;
    case FAULT_KIND_RETIRED:
        fmt_print(out, "%s 0x%08llx in %s, which the loader no longer needs and nobody owns",
                  access, f->address, row_symbol(m, f->address));
        break;
    case FAULT_KIND_WILD:
        print_wild(out, m, f);
        break;
    case FAULT_KIND_UNMAPPED:
        fmt_print(out, "%s 0x%08llx, where no memory is mapped", access, f->address);
        break;
    default:
        fmt_print(out, "%s", fault_name(f->vector));
        break;
    }
}

/* The raw code is printed beside the words, because the words may be wrong. */
static void print_error_code(struct fmt_sink out, const struct fault *f)
{
    uint32_t code = f->error_code;

    fmt_print(out, "exception %u (%s), error code 0x%x", f->vector, fault_name(f->vector), code);
    if (f->vector == FAULT_PAGE) {
        fmt_print(out, ": %s%s, by the %s", code & ERROR_PRESENT ? "not allowed" : "not present",
                  code & ERROR_RESERVED ? ", reserved bit set" : "",
                  code & ERROR_USER ? "user" : "kernel");
    } else if (code != 0 && f->vector >= 10 && f->vector <= FAULT_GENERAL) {
        fmt_print(out, ": %s selector 0x%x%s",
                  code & SELECTOR_IDT   ? "IDT"
                  : code & SELECTOR_LDT ? "LDT"
                                        : "GDT",
                  code & 0xfff8u, code & SELECTOR_EXTERNAL ? ", external event" : "");
        if (code & SELECTOR_IDT)
            fmt_print(out, ", vector %u", code >> 3 & 0xffu);
    }
    fmt_put(out, '\n');
}

/* Eight digits each, so that two reports can be compared column by column. */
void fault_print_registers(struct fmt_sink out, const struct fault_registers *r)
{
    fmt_print(out, "eax %08x  ebx %08x  ecx %08x  edx %08x\n", r->eax, r->ebx, r->ecx, r->edx);
    fmt_print(out, "esi %08x  edi %08x  ebp %08x  esp %08x\n", r->esi, r->edi, r->ebp, r->esp);
    fmt_print(out, "eip %08x  eflags %08x  cs %04x  cr0 %08x  cr2 %08x  cr3 %08x\n", r->eip,
              r->eflags, r->cs, r->cr0, r->cr2, r->cr3);
}

void fault_print_code(struct fmt_sink out, const struct machine *m, uint32_t eip)
{
    fmt_print(out, "code at 0x%08x:", eip);
    /* Byte by byte: a jump into nowhere may end at the edge of memory. */
    for (uint32_t i = 0; i < CODE_BYTES; i++) {
        uint64_t end;
        uint64_t address = (uint64_t)eip + i;
        if (machine_memory_at(m, address, &end) != MACHINE_MEMORY_PRESENT)
            break;
        const uint8_t *byte = m->ops.reach(address);
        if (byte == NULL)
            break;
        fmt_print(out, " %02x", *byte);
    }
    fmt_put(out, '\n');
}

/* Prints on one line what each account of memory holds about the address, because a
 * difference between them is the diagnosis. */
static void print_address(struct fmt_sink out, const struct machine *m, const struct fault *f)
{
    struct who who;

    who_find(m, f->address, &who);
    fmt_print(out, "address 0x%08llx:", f->address);
    for (size_t i = 0; i < who.region_count; i++)
        fmt_print(out, " %s+0x%llx%s,", who.regions[i].symbol, f->address - who.regions[i].start,
                  who.regions[i].alive ? "" : " (reusable)");
    fmt_print(out, " %s", who.clean == NULL ? "not in the e820 map" : "e820 ");
    if (who.clean != NULL)
        fmt_text(out, e820_type_name(who.clean->type));
    if (who.managed)
        fmt_print(out, ", frame 0x%x %s", who.frame, frames_state_name(who.state));
    if (who.owner != NULL)
        fmt_print(out, ", tag %s", who.owner->tag);
    fmt_put(out, '\n');
}

/* Prints the newest lines; the shell shows the whole log afterwards. */
static void print_log_tail(struct fmt_sink out, const struct machine *m)
{
    uint32_t first = log_first(&m->log);

    if (m->log.count > first + LOG_TAIL)
        first = m->log.count - LOG_TAIL;
    for (uint32_t i = first; i < m->log.count; i++)
        fmt_print(out, "log: %s\n", log_at(&m->log, i)->text);
}

/* The report goes from what is most certain to what is least certain. What it reads
 * from memory that may be damaged comes last: if that reading faults again, the lines
 * before it are already printed. */
void fault_print_report(struct fmt_sink out, const struct machine *m, const struct symbols *symbols,
                        const struct fault *f)
{
    fault_print_sentence(out, m, f);
    fmt_text(out, "\nat ");
    fault_print_fault_place(out, symbols, f);
    fmt_put(out, '\n');
    if (f->note[0] != '\0')
        fmt_print(out, "the page tables are damaged, so paging is off: %s\n", f->note);
    if (f->vector != FAULT_NOT_A_VECTOR && !f->has_line)
        print_error_code(out, f);
    if (f->has_address)
        print_address(out, m, f);
    fault_print_registers(out, &f->registers);
    fault_print_code(out, m, f->registers.eip);
    backtrace_print(out, m, symbols, f);
    print_log_tail(out, m);
}
