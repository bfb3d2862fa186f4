#include "shell/names.h"

#include "kernel/core/bytes.h"
#include "shell/near.h"

void names_begin(struct names_walk *walk, const struct names *names)
{
    walk->runtime = machine_runtime(names->machine);
    walk->index = 0;
    walk->kernel = symbols_walk(names->symbols);
    walk->in_kernel = false;
}

bool names_next(struct names_walk *walk)
{
    if (!walk->in_kernel &&
        regions_symbol(&walk->runtime, walk->index++, walk->text, &walk->address)) {
        walk->name = walk->text;
        return true;
    }
    walk->in_kernel = true;
    if (!symbols_next(&walk->kernel))
        return false;
    walk->name = walk->kernel.name;
    walk->address = walk->kernel.address;
    return true;
}

bool names_find(const struct names *names, const char *word, size_t length, uint64_t *address)
{
    struct names_walk walk;

    for (names_begin(&walk, names); names_next(&walk);) {
        if (text_length(walk.name) == length && bytes_equal(walk.name, word, length)) {
            *address = walk.address;
            return true;
        }
    }
    return false;
}

uint32_t names_size(const struct names *names, uint64_t address)
{
    struct symbols_walk walk = symbols_walk(names->symbols);

    while (symbols_next(&walk)) {
        if (walk.address != address)
            continue;
        return symbols_next(&walk) ? walk.address - (uint32_t)address : 0;
    }
    return 0;
}

/* The best one is walked to a second time, because a name lasts only to the next step. */
const char *names_near(const struct names *names, struct names_walk *walk, const char *word,
                       size_t length)
{
    struct near near = near_begin(word, length);
    size_t count = 0;
    size_t best = 0;

    for (names_begin(walk, names); names_next(walk);) {
        count++;
        if (near_offer(&near, walk->name))
            best = count;
    }
    if (best == 0)
        return NULL;
    for (names_begin(walk, names); best > 0; best--)
        names_next(walk);
    return walk->name;
}
