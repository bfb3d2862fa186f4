#include "memviz/observe/names.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256u

/* A name further below is that of something else. */
#define NAME_SPAN 0x10000u

static int compare(const void *left, const void *right)
{
    uint64_t a = ((const struct name *)left)->address;
    uint64_t b = ((const struct name *)right)->address;

    return a < b ? -1 : a > b;
}

static bool add_name(struct names *names, uint64_t address, const char *text)
{
    if (names->count == names->capacity) {
        size_t capacity = names->capacity == 0 ? FIRST_CAPACITY : 2 * names->capacity;
        struct name *grown = realloc(names->list, capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        names->list = grown;
        names->capacity = capacity;
    }
    struct name *name = &names->list[names->count];
    name->address = address;
    name->text = strdup(text);
    names->count += name->text != NULL;
    return name->text != NULL;
}

/* One line; what has no address at its start and a name at its end is passed over. */
static bool take_line(struct names *names, char *line)
{
    char *end;
    uint64_t address = strtoull(line, &end, 16);
    char *name = strrchr(line, ' ');

    line[strcspn(line, "\r\n")] = '\0';
    if (end == line || *end != ' ' || name == NULL || name[1] == '\0')
        return true;
    return add_name(names, address, name + 1);
}

static bool take_symbol(void *context, uint64_t physical, const char *name)
{
    return add_name(context, physical, name);
}

static bool load_elf(struct names *names, const char *path)
{
    errno = 0;
    if (names->elf_count == NAMES_FILES_MAX ||
        !names_elf_load(&names->elfs[names->elf_count], path, take_symbol, names))
        return false;
    names->elf_count++;
    return true;
}

static bool load_lines(struct names *names, const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    bool whole = true;

    if (file == NULL)
        return false;
    while (whole && fgets(line, sizeof line, file) != NULL)
        whole = take_line(names, line);
    whole = whole && !ferror(file);
    fclose(file);
    if (whole)
        errno = 0;
    return whole;
}

bool names_load(struct names *names, const char *path)
{
    size_t before = names->count;
    bool whole = names_elf_is(path) ? load_elf(names, path) : load_lines(names, path);

    if (names->count > 0)
        qsort(names->list, names->count, sizeof names->list[0], compare);
    return whole && names->count > before;
}

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->list[i].text);
    free(names->list);
    for (unsigned i = 0; i < names->elf_count; i++)
        names_elf_free(&names->elfs[i]);
    *names = (struct names){0};
}

const char *names_describe(void *context, uint64_t address, char *text, size_t size)
{
    const struct names *names = context;
    size_t low = 0;
    size_t high = names->count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (names->list[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || address - names->list[low - 1].address >= NAME_SPAN)
        return NULL;
    const struct name *name = &names->list[low - 1];
    if (name->address == address)
        snprintf(text, size, "%s", name->text);
    else
        snprintf(text, size, "%s+0x%" PRIx64, name->text, address - name->address);
    return text;
}

const char *names_describe_line(void *context, uint64_t address, char *text, size_t size)
{
    struct names *names = context;
    const char *line = NULL;

    for (unsigned i = 0; i < names->elf_count && line == NULL; i++)
        line = names_elf_find_line(&names->elfs[i], address);
    const char *name = names_describe(context, address, text, size);
    if (line == NULL)
        return name;
    size_t used = name != NULL ? strlen(text) : 0;
    snprintf(text + used, size - used, "%s(%s)", used > 0 ? " " : "", line);
    return text;
}

bool names_find(const struct names *names, const char *name, uint64_t *address)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->list[i].text, name) == 0) {
            *address = names->list[i].address;
            return true;
        }
    return false;
}
