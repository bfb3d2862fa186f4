#include "kernel/core/fault_place.h"

/* back is 1 for a return address, which points after its call: where the call is the last
 * instruction of a function, that address belongs to the next function. */
static void print_symbol(struct fmt_sink out, const struct symbols *symbols, uint32_t address,
                         uint32_t back)
{
    uint32_t offset;
    const char *name = symbols_find(symbols, address - back, &offset);

    if (name != NULL)
        fmt_print(out, "%s+0x%x (0x%08x)", name, offset + back, address);
    else
        fmt_print(out, "0x%08x", address);
}

void fault_print_place(struct fmt_sink out, const struct symbols *symbols, uint32_t address)
{
    print_symbol(out, symbols, address, 0);
}

void fault_print_caller(struct fmt_sink out, const struct symbols *symbols, uint32_t address)
{
    print_symbol(out, symbols, address, 1);
}

void fault_print_fault_place(struct fmt_sink out, const struct symbols *symbols,
                             const struct fault *f)
{
    print_symbol(out, symbols, f->registers.eip, f->vector == FAULT_NOT_A_VECTOR ? 1 : 0);
}
