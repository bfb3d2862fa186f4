#include "shell/cmd_watch.h"

#include "kernel/core/bytes.h"
#include "kernel/core/fault_place.h"
#include "kernel/core/units.h"
#include "shell/place.h"

#define REPORT_LINES 4u
#define REPORT_MS    1000u

static const char *kind_name(enum watch_kind kind)
{
    return kind == WATCH_EXECUTE ? "x" : kind == WATCH_WRITE ? "w" : "rw";
}

static void print_place(struct shell *shell, uint32_t address)
{
    struct names names = shell_names(shell);

    place_print(shell->out, &names, address, true);
}

static void list_watches(struct shell *shell)
{
    const struct watches *w = shell->ops->watches();

    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        const struct watch *watch = &w->list[i];
        if (watch->length == 0)
            continue;
        shell_print(shell, "%u  %-2s 0x%08x-0x%08llx %8u hits  ", i + 1, kind_name(watch->kind),
                    watch->address, (uint64_t)watch->address + watch->length, watch->hits);
        print_place(shell, watch->address);
        shell_print(shell, watch->stops ? ", stops\n" : "\n");
    }
    shell_print(shell, "%u of %u debug registers are free\n", watch_free_slots(w), WATCH_SLOTS);
}

static bool is_kind(const char *word, enum watch_kind *kind)
{
    static const enum watch_kind kinds[] = {WATCH_EXECUTE, WATCH_WRITE, WATCH_ACCESS};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (text_equal(word, kind_name(kinds[i]))) {
            *kind = kinds[i];
            return true;
        }
    }
    return false;
}

/* The processor compares virtual addresses: memory that the kernel reaches through its
 * window is touched at others. */
static bool is_mapped(const struct shell *shell, uint64_t address)
{
    struct paging_walk walk;

    paging_walk(&shell->machine->paging, (uint32_t)address, &walk);
    return walk.mapped && walk.physical == address;
}

/* What notes a hit would hit again, and never come to an end. */
static bool is_of_handler(const struct shell *shell, uint64_t address)
{
    static const char *const prefixes[] = {"trap_", "watch", "debugreg_", "handle_debug", "stop"};
    uint32_t offset;
    const char *name = symbols_find(shell->ops->symbols(), (uint32_t)address, &offset);

    for (size_t i = 0; name != NULL && i < sizeof prefixes / sizeof prefixes[0]; i++) {
        if (text_starts(name, prefixes[i]))
            return true;
    }
    return false;
}

static void set_watch(const struct shell_call *call, uint64_t address, uint64_t length,
                      enum watch_kind kind)
{
    struct shell *shell = call->shell;
    struct watches *w = shell->ops->watches();

    if (address >= 4 * GIB || length > 4 * GIB - address) {
        shell_refuse(call, "'%s' is not below 4 GiB", call->args->words[0]);
        return;
    }
    uint32_t pieces = watch_pieces((uint32_t)address, (uint32_t)length);
    if (kind == WATCH_EXECUTE && length != 1)
        shell_refuse(call, "x takes no LEN: an instruction is known by its first byte");
    else if (pieces > watch_free_slots(w))
        shell_refuse(call, "%llu bytes from 0x%llx need %u debug registers, and %u of %u are free",
                     length, address, pieces, watch_free_slots(w), WATCH_SLOTS);
    else if (!is_mapped(shell, address) || !is_mapped(shell, address + length - 1))
        shell_refuse(call,
                     "0x%llx is not mapped where it lies: the kernel reaches it through a "
                     "window, at other addresses",
                     address);
    else if (is_of_handler(shell, address))
        shell_refuse(call, "0x%llx cannot be watched: the note of a hit uses it", address);
    else {
        unsigned watch = watch_add(w, (uint32_t)address, (uint32_t)length, kind);
        w->list[watch].stops = call->args->stop;
        shell->ops->apply_watches();
        shell_print(shell, "watch %u: %s 0x%llx-0x%llx, ", watch + 1, kind_name(kind), address,
                    address + length);
        print_place(shell, (uint32_t)address);
        shell_print(shell, call->args->stop ? "; the kernel stops at a hit\n" : "\n");
    }
}

void cmd_watch_run(const struct shell_call *call)
{
    const struct args *args = call->args;
    enum watch_kind kind = WATCH_WRITE;
    size_t words = args->count;
    uint64_t address;
    uint64_t length = 1;

    if (words == 0) {
        list_watches(call->shell);
        return;
    }
    bool has_kind = words > 1 && is_kind(args->words[words - 1], &kind);
    if (has_kind)
        words--;
    if (words > 2) {
        shell_refuse(call, "'%s' is none of w, rw and x", args->words[2]);
        return;
    }
    if (kind != WATCH_EXECUTE)
        length = 4; /* a word, where no length is given */
    if (!shell_read_address(call, 0, &address) ||
        (words > 1 && !shell_read_length(call, 1, &length)))
        return;
    if (words == 1 && kind != WATCH_EXECUTE)
        length -= address % 4; /* the rest of the word that holds it */
    set_watch(call, address, length, kind);
}

void cmd_bp_run(const struct shell_call *call)
{
    uint64_t address;

    if (shell_read_address(call, 0, &address))
        set_watch(call, address, 1, WATCH_EXECUTE);
}

/* Two digits for each byte. */
static void print_value(struct fmt_sink out, uint32_t value, uint32_t length)
{
    for (uint32_t i = length; i > 0; i--)
        fmt_print(out, "%02x", value >> 8 * (i - 1) & 0xffu);
}

/* Who, what, where and when, in one line. */
static void describe(struct fmt_sink out, const struct shell *shell, const struct watch_hit *hit)
{
    const struct symbols *symbols = shell->ops->symbols();
    struct names names = shell_names(shell);

    fmt_print(out, "watch %u: ", hit->watch + 1u);
    if (hit->kind == WATCH_EXECUTE) {
        fault_print_place(out, symbols, hit->eip);
        fmt_text(out, " runs");
    } else {
        fault_print_caller(out, symbols, hit->eip);
        fmt_text(out, hit->kind == WATCH_WRITE ? " wrote " : " touched ");
        place_print(out, &names, hit->address, true);
        fmt_text(out, ": ");
        print_value(out, hit->old_value, hit->length);
        fmt_text(out, " -> ");
        print_value(out, hit->new_value, hit->length);
    }
}

bool cmd_watch_is_due(const struct shell *shell)
{
    const struct watches *w = shell->ops->watches();

    return w->reported != w->kept && shell->ops->uptime_ms() >= shell->hits_due_ms;
}

/* The hit that has stopped the kernel is the last one; after a step there may be none. The
 * log is not written to: what was stopped may be in the middle of it. */
void cmd_watch_show_stop(struct shell *shell)
{
    struct watches *w = shell->ops->watches();
    struct fmt_buffer buffer;
    char text[OUTPUT_LINE];

    if (w->shown == w->kept)
        return;
    if (w->kept - w->shown > 1)
        shell_print(shell, "watch: %u hits before\n", w->kept - w->shown - 1);
    w->shown = w->kept;
    describe(fmt_buffer_init(&buffer, text, sizeof text), shell,
             &w->hits[(w->kept - 1) % WATCH_HITS]);
    shell_print(shell, "%s\n", text);
}

bool cmd_watch_has_news(const struct shell *shell)
{
    return shell->ops->watches()->shown != shell->ops->watches()->kept;
}

/* The log has what the terminal shows, and with it the telemetry. What was shown at a stop
 * comes to the log only here. */
void cmd_watch_report(struct shell *shell)
{
    struct watches *w = shell->ops->watches();
    struct watch_hit hit;
    struct fmt_buffer buffer;
    char text[OUTPUT_LINE];
    uint32_t unseen = w->kept - w->shown;
    uint32_t lines = 0;
    uint32_t lost;

    shell->hits_due_ms = shell->ops->uptime_ms() + REPORT_MS;
    while (watch_take(w, &hit, &lost)) {
        bool is_new = w->kept - w->reported < w->kept - w->shown;
        if (lines++ >= REPORT_LINES)
            continue;
        describe(fmt_buffer_init(&buffer, text, sizeof text), shell, &hit);
        machine_log(shell->machine, "%s", text);
        if (!is_new)
            continue;
        shell_print(shell, "%s, tick %llu\n", text, hit.tsc);
        unseen -= unseen > 0; /* more may come while this is printed */
    }
    if (w->shown != w->reported && unseen > 0)
        shell_print(shell, "watch: %u more hits; watch has the counts\n", unseen);
    w->shown = w->reported;
}

void cmd_watch_off_run(const struct shell_call *call)
{
    struct watches *w = call->shell->ops->watches();
    bool all = text_equal(call->args->words[0], "all");
    uint64_t number = 0;

    if (!all && !shell_read_number(call, 0, &number))
        return;
    if (!all && (number == 0 || number > WATCH_SLOTS || w->list[number - 1].length == 0)) {
        shell_refuse(call, "there is no watch '%s'; watch lists them", call->args->words[0]);
        return;
    }
    /* What it has noted is shown while the reader still knows what it was. */
    if (call->shell->stop == NULL)
        cmd_watch_report(call->shell);
    for (unsigned i = 0; i < WATCH_SLOTS; i++) {
        if (w->list[i].length != 0 && (all || number == i + 1))
            watch_remove(w, i);
    }
    call->shell->ops->apply_watches();
    list_watches(call->shell);
}
