#include "memviz/e820/maps/e820_memmap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "memviz/e820/forms/e820_pattern.h"
#include "memviz/e820/forms/e820_words.h"

/* One attribute file of a memmap directory: its first line. */
static bool read_attribute(const char *path, unsigned index, const char *name, char value[64])
{
    char file_path[512];
    int length = snprintf(file_path, sizeof file_path, "%s/%u/%s", path, index, name);

    if (length < 0 || (size_t)length >= sizeof file_path) {
        errno = ENAMETOOLONG;
        return false;
    }
    FILE *file = fopen(file_path, "r");
    if (file == NULL)
        return false;
    bool good = fgets(value, 64, file) != NULL;
    int error = ferror(file) ? errno : ENODATA;
    fclose(file);
    value[good ? strcspn(value, "\r\n") : 0] = '\0';
    errno = good ? 0 : error;
    return good;
}

bool e820_memmap_read(const char *path, unsigned index, struct e820_entry *entry, bool *good)
{
    static const struct e820_rule rule = {"0x%b 0x%l %w", E820_DIGITS_ANY, E820_WORDS_ALL};
    char start[64];
    char last[64];
    char type[64];
    char line[256];
    struct e820_match match;

    if (!read_attribute(path, index, "start", start))
        return false;
    if (!read_attribute(path, index, "end", last) || !read_attribute(path, index, "type", type)) {
        errno = errno == ENOENT ? EIO : errno; /* half an entry is not the end of the list */
        return false;
    }
    snprintf(line, sizeof line, "%s %s %s", start, last, type);
    *good = e820_pattern_match(&rule, line, &match) && *match.end == '\0';
    *entry = match.entry;
    return true;
}
