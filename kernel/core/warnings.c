#include "kernel/core/warnings.h"

#include "kernel/core/fmt.h"

void warnings_init(struct warnings *warnings)
{
    warnings->count = 0;
}

/* The first ones are kept and not the last: what went wrong first is nearer to the cause. */
void warnings_add(struct warnings *warnings, const char *text)
{
    struct fmt_buffer buffer;

    if (warnings->count < WARNINGS_KEPT)
        fmt_print(fmt_buffer_init(&buffer, warnings->texts[warnings->count], LOG_TEXT_SIZE), "%s",
                  text);
    warnings->count++;
}

uint32_t warnings_kept(const struct warnings *warnings)
{
    return warnings->count < WARNINGS_KEPT ? warnings->count : WARNINGS_KEPT;
}
