#include "kernel/core/backtrace.h"

#include "kernel/core/fault_place.h"

#define PUSH_EBP 0x55u

/* mov ebp, esp, in the two forms that an assembler may choose. */
static bool is_mov_ebp_esp(const uint8_t *code)
{
    return (code[0] == 0x89 && code[1] == 0xe5) || (code[0] == 0x8b && code[1] == 0xec);
}

static bool in_range(uint64_t address, uint64_t start, uint64_t end)
{
    return address >= start && address < end;
}

/* Reads the word at a stack address; returns false outside the kernel's stacks. */
static bool read_stack(const struct machine *m, uint32_t address, uint32_t *word)
{
    /* The kernel's stack, or one in .bss: the post-mortem runs on such a one. */
    if (!in_range(address, m->image.stack_start, m->image.stack_end - 3) &&
        !in_range(address, m->image.start, m->image.end - 3))
        return false;
    const uint8_t *bytes = m->ops.reach(address);
    if (bytes == NULL || address % 4 != 0)
        return false;
    *word = *(const uint32_t *)(const void *)bytes;
    return true;
}

/* Prints a caller once with its count, so that recursion takes one line. */
static void print_callers(struct fmt_sink out, const struct symbols *symbols, uint32_t caller,
                          uint32_t times)
{
    fmt_text(out, "           ");
    fault_print_caller(out, symbols, caller);
    if (times > 1)
        fmt_print(out, ", %u times", times);
    fmt_put(out, '\n');
}

/* Where the function at eip has not made its frame yet, its caller is known from the stack
 * alone: ebp is still the caller's, whose frame names the caller's caller. The code is read,
 * since a function may be without a frame. */
static bool find_frameless_caller(const struct machine *m, const struct symbols *symbols,
                                  const struct fault *f, uint32_t *caller)
{
    uint32_t offset = UINT32_MAX;
    uint32_t eip = f->registers.eip;

    symbols_find(symbols, eip, &offset);
    if (offset > 1 || !in_range(eip - offset, m->image.text_start, m->image.text_end - 3))
        return false;
    const uint8_t *code = m->ops.reach(eip - offset);
    if (code == NULL || code[0] != PUSH_EBP || !is_mov_ebp_esp(code + 1))
        return false;
    return read_stack(m, f->registers.esp + 4 * offset, caller);
}

void backtrace_print(struct fmt_sink out, const struct machine *m, const struct symbols *symbols,
                     const struct fault *f)
{
    uint32_t frame = f->registers.ebp;
    uint32_t caller = 0;
    uint32_t times = 0;
    uint32_t lines = 0;
    uint32_t next;
    uint32_t above;

    fmt_text(out, "backtrace: ");
    fault_print_fault_place(out, symbols, f);
    fmt_put(out, '\n');
    if (f->vector != FAULT_NOT_A_VECTOR && find_frameless_caller(m, symbols, f, &caller))
        times = 1;
    while (lines < BACKTRACE_LINES && read_stack(m, frame, &above) &&
           read_stack(m, frame + 4, &next)) {
        if (times > 0 && next != caller) {
            print_callers(out, symbols, caller, times);
            lines++;
            times = 0;
        }
        caller = next;
        times++;
        if (above <= frame) /* frames lie ever higher: anything else is damage */
            break;
        frame = above;
    }
    if (lines == BACKTRACE_LINES)
        fmt_text(out, "           ...\n");
    else if (times > 0)
        print_callers(out, symbols, caller, times);
}
