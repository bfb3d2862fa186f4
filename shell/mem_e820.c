#include "shell/mem_e820.h"

#include "kernel/core/bytes.h"

/* Lines of exactly the documented form, save for an entry that must be ignored;
 * warnings follow the list, so that a script may stop at what is no entry. */
static void print_raw(struct shell *shell)
{
    const struct bootinfo *boot = &shell->machine->boot;

    for (uint32_t i = 0; i < boot->raw_count && !shell_pump_stopped(shell); i++) {
        e820_print_entry(shell->out, "BIOS-e820", &boot->raw[i]);
        /* Bit 0 of the extended attributes (ACPI 3.0): clear, the entry is to be
         * ignored. A server with 320 GB has been seen to send such entries. */
        if ((boot->raw[i].attr & 1u) == 0)
            shell_print(shell, " attr=0x%x (to be ignored)", boot->raw[i].attr);
        shell_print(shell, "\n");
    }
    if ((boot->flags & BOOTINFO_FLAG_MAP_TRUNCATED) != 0)
        shell_print(shell, "warning: TRUNCATED: the BIOS has more than the %u entries shown\n",
                    boot->raw_count);
    if ((boot->flags & BOOTINFO_FLAG_MAP_REPEATS) != 0)
        shell_print(shell,
                    "warning: the BIOS repeats its list from entry %u on; it is taken once\n",
                    (boot->flags & BOOTINFO_REPEATS_FROM_MASK) >> BOOTINFO_REPEATS_FROM_SHIFT);
    /* Once eax comes back without SMAP, the rest of the list cannot be trusted either. */
    if ((boot->flags & BOOTINFO_FLAG_SMAP_LOST) != 0)
        shell_print(shell, "warning: the BIOS lost its e820 signature; its list is not trusted\n");
}

/* The form of the raw lines under another name, so that the two can be compared by diff. */
static void print_clean(struct shell *shell)
{
    const struct machine *m = shell->machine;

    for (size_t i = 0; i < m->clean_count && !shell_pump_stopped(shell); i++) {
        e820_print_range(shell->out, "clean-e820", &m->clean[i]);
        shell_print(shell, "\n");
    }
}

/* Entries are named by their place in the raw list, from 0; by their type too where
 * it is not the range's. */
static void print_parts(struct shell *shell, const struct e820_range *range, enum e820_part part,
                        const char *title)
{
    const struct bootinfo *boot = &shell->machine->boot;
    bool first = true;

    for (uint32_t i = 0; i < boot->raw_count; i++) {
        if (e820_entry_part(&boot->raw[i], range) != part)
            continue;
        shell_print(shell, "%s #%u", first ? title : ",", i);
        /* The usual case has the same type throughout, and says nothing. */
        if (boot->raw[i].type != range->type)
            shell_print(shell, " (type %u)", boot->raw[i].type);
        first = false;
    }
}

/* The rules as sentences, in the order in which they are applied. A range to which none
 * was applied says so, as an empty reason looks like one that was forgotten:
 *
 *      clean-e820: [base=0x0000000002000000 length=0x0000000000001000] type=2 (reserved)
 *        from #3 (type 12), over #2 (type 1): unrecognised type taken as reserved; ... */
static void print_reasons(struct shell *shell, unsigned reasons)
{
    static const struct {
        unsigned flag;
        const char *text;
    } texts[] = {
        {E820_WHY_UNKNOWN_TYPE, "unrecognised type taken as reserved"},
        {E820_WHY_CLIPPED, "length that wraps clipped at 2^64"},
        {E820_WHY_MERGED, "adjacent or overlapping ranges of one type merged"},
        {E820_WHY_TRIMMED, "cut where a more restrictive entry begins or ends"},
        {E820_WHY_WON, "the more restrictive type wins"},
    };
    /* More than one rule can have had a hand in a range. */
    bool any = false;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if ((reasons & texts[i].flag) == 0)
            continue;
        shell_print(shell, "%s %s", any ? ";" : ":", texts[i].text);
        any = true;
    }
    shell_print(shell, any ? "\n" : ": as the BIOS gave it\n");
}

/* Entries that made no range would else be missing from the account. */
static void print_ignored(struct shell *shell)
{
    const struct bootinfo *boot = &shell->machine->boot;

    for (uint32_t i = 0; i < boot->raw_count; i++) {
        if (e820_entry_ignored(&boot->raw[i]))
            shell_print(shell, "ignored #%u: %s\n", i,
                        boot->raw[i].length == 0 ? "it is empty"
                                                 : "bit 0 of its attributes is clear");
    }
}

/* Derived from the two maps when asked, not recorded while cleaning: most boots never
 * ask, and the loop that cleans is measured. */
static void print_why(struct shell *shell)
{
    const struct machine *m = shell->machine;

    for (size_t i = 0; i < m->clean_count && !shell_pump_stopped(shell); i++) {
        e820_print_range(shell->out, "clean-e820", &m->clean[i]);
        shell_print(shell, "\n ");
        print_parts(shell, &m->clean[i], E820_PART_SOURCE, " from");
        print_parts(shell, &m->clean[i], E820_PART_LOSER, ", over");
        print_reasons(shell, e820_range_reasons(m->boot.raw, m->boot.raw_count, &m->clean[i]));
    }
    print_ignored(shell);
}

/* Bytes of a type in the clean map. Only a single range over all of the address
 * space has a length that does not fit: it is clipped. */
static uint64_t total_of_type(const struct machine *m, uint32_t type)
{
    uint64_t total = 0;

    for (size_t i = 0; i < m->clean_count; i++) {
        uint64_t length = m->clean[i].last - m->clean[i].start + 1;
        if (m->clean[i].type == type)
            total += length == 0 ? UINT64_MAX : length;
    }
    return total;
}

/* The totals are of the clean map: in the raw one, bytes may be counted twice. */
static void print_all(struct shell *shell)
{
    const struct machine *m = shell->machine;

    shell_print(shell, "raw map from %s, %u entries:\n", e820_source_name(m->boot.map_source),
                m->boot.raw_count);
    print_raw(shell);
    shell_print(shell, "clean map, %u ranges:\n", (unsigned)m->clean_count);
    print_clean(shell);
    const char *separator = "totals:";
    for (uint32_t type = E820_FREE; type <= E820_UNUSABLE; type++) {
        uint64_t total = total_of_type(m, type);
        if (total == 0)
            continue;
        shell_print(shell, "%s %s %k", separator, e820_type_name(type), total);
        separator = ",";
    }
    shell_print(shell, "\n");
}

/* Always both lists, whichever part is asked for: a reader finds the same members. */
static void print_json(struct shell *shell)
{
    const struct machine *m = shell->machine;
    struct json json = shell_json_open(shell);

    json_text(&json, "source", e820_source_name(m->boot.map_source));
    /* The members of the telemetry's records, by the same names: one parser
     * reads both. */
    json_bool(&json, "truncated", (m->boot.flags & BOOTINFO_FLAG_MAP_TRUNCATED) != 0);
    json_open_list(&json, "raw");
    for (uint32_t i = 0; i < m->boot.raw_count; i++) {
        json_open_object(&json, NULL);
        json_hex(&json, "base", m->boot.raw[i].base);
        json_hex(&json, "length", m->boot.raw[i].length);
        json_number(&json, "type", m->boot.raw[i].type);
        json_number(&json, "attr", m->boot.raw[i].attr);
        json_close_object(&json);
    }
    json_close_list(&json);
    json_open_list(&json, "clean");
    for (size_t i = 0; i < m->clean_count; i++) {
        json_open_object(&json, NULL);
        json_hex(&json, "base", m->clean[i].start);
        json_hex_span(&json, "length", m->clean[i].start, m->clean[i].last);
        json_number(&json, "type", m->clean[i].type);
        json_close_object(&json);
    }
    json_close_list(&json);
    shell_json_close(shell, &json);
}

void mem_e820_run(const struct shell_call *call)
{
    const char *part = call->args->count > 0 ? call->args->words[0] : "";

    if (call->args->count > 0 && !text_equal(part, "raw") && !text_equal(part, "clean") &&
        !text_equal(part, "why"))
        shell_refuse(call, "no part '%s'", part);
    else if (call->args->json)
        print_json(call->shell);
    /* The whole word has been compared above, so here its first letter is enough
     * to distinguish it. */
    else if (part[0] == 'r')
        print_raw(call->shell);
    else if (part[0] == 'c')
        print_clean(call->shell);
    else if (part[0] == 'w')
        print_why(call->shell);
    else
        print_all(call->shell);
}
