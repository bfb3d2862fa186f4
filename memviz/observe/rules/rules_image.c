/*
 * The rule about files that must lie in memory when they first run.
 *
 * The shadow knows the value of each byte that was stored, read or executed. What a floppy's
 * controller stored is not in Bochs's trace: those bytes are unknown until something copies or
 * reads them, and are counted, not guessed.
 */
#include "memviz/observe/rules/rules_image.h"

#include <inttypes.h>

#include "memviz/observe/rules/sentence.h"

/* How memory and a file differ. */
struct difference {
    uint64_t count;
    uint64_t first; /* offset in the file */
    uint64_t unknown;
};

static struct difference compare(const struct observer *observer, const struct expected_file *file)
{
    struct difference difference = {0};

    for (uint64_t i = 0; i < file->size; i++) {
        struct shadow_byte byte = shadow_get(&observer->shadow, file->address + i);
        bool zero = byte.store == 0 && (byte.flags & SHADOW_GIVEN) == 0;
        /* Memory that nobody wrote is zero in Bochs. */
        if ((byte.flags & SHADOW_KNOWN) == 0 && !zero)
            difference.unknown++;
        else if (byte.value != file->bytes[i] && difference.count++ == 0)
            difference.first = i;
    }
    return difference;
}

static void report(struct observer *observer, const struct step *step,
                   const struct expected_file *file, const struct difference *difference)
{
    uint64_t address = file->address + difference->first;
    struct shadow_byte byte = shadow_get(&observer->shadow, address);
    struct sentence sentence;

    observer->about = address;
    if (!sentence_begin(&sentence, observer, RULE_IMAGE, file->address))
        return;
    say(&sentence, "%s is not in memory as it is on disk when it first runs, at ", file->name);
    say_address(&sentence, step->site);
    say(&sentence, ": %" PRIu64 " of %" PRIu64 " bytes differ, the first at 0x%" PRIx64,
        difference->count, file->size, address);
    say(&sentence, " (0x%02x, and 0x%02x in the file), written by ", byte.value,
        file->bytes[difference->first]);
    say_writer(&sentence, byte.store);
}

static void note_unknown(struct observer *observer, const struct expected_file *file,
                         const struct difference *difference)
{
    struct sentence sentence;

    if (difference->unknown > 0 &&
        sentence_note(&sentence, observer, RULE_IMAGE, file->address + file->size))
        say(&sentence,
            "%" PRIu64 " of %" PRIu64 " bytes of %s could not be compared: the trace "
            "does not show what they are",
            difference->unknown, file->size, file->name);
}

void rules_image(struct observer *observer, const struct step *step)
{
    for (unsigned i = 0; i < observer->expected.count; i++) {
        struct expected_file *file = &observer->expected.files[i];
        if (file->ran || step->physical < file->address ||
            step->physical - file->address >= file->size)
            continue;
        file->ran = true;
        struct difference difference = compare(observer, file);
        file->equal = file->size - difference.count - difference.unknown;
        if (difference.count > 0)
            report(observer, step, file, &difference);
        note_unknown(observer, file, &difference);
    }
}
