#include "memviz/observe/declared.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/bootinfo.h"
#include "layout_constants.h"

/* Strata's images hold the boot sector, the second stage and the kernel, one after the
 * other from the first sector on. */
#define KERNEL_AT (512u + LAYOUT_STAGE2_END - LAYOUT_STAGE2)

/* Whether an image holds Strata's kernel, by the magic number that its header begins with. */
static bool is_strata(const char *path)
{
    uint32_t magic = 0;
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    bool whole = fseek(file, KERNEL_AT, SEEK_SET) == 0 &&
                 fread(&magic, sizeof magic, 1, file) == 1 && magic == KERNEL_HEADER_MAGIC;
    fclose(file);
    return whole;
}

static bool find_name(const void *names, const char *name, uint64_t *address)
{
    return names_find(names, name, address);
}

/* Finds out where the steps begin. */
static bool find_steps(struct layout *layout, const struct names *names, char *problem, size_t size)
{
    char name[DOC_NAME_MAX + 16];
    unsigned missing = layout_find_steps(layout, find_name, names);

    if (missing == 0)
        return true;
    layout_name_step(layout, missing, name, sizeof name);
    snprintf(problem, size,
             "boot step %u of the layout begins at the symbol %s: name a file that has it with "
             "--symbols",
             missing, name);
    return false;
}

bool declared_load(const struct observe_options *options, const struct names *names,
                   struct layout **layout, char *problem, size_t size)
{
    bool asked = options->layout != NULL;

    *layout = NULL;
    if (!asked &&
        (options->symbols == NULL || options->image == NULL || !is_strata(options->image)))
        return true;
    *layout = malloc(sizeof **layout);
    if (*layout == NULL) {
        snprintf(problem, size, "not enough memory");
        return false;
    }
    if (!layout_load(*layout, options->layout))
        snprintf(problem, size, "%s: this layout cannot be used", options->layout);
    else if (find_steps(*layout, names, problem, size))
        return true;
    free(*layout);
    *layout = NULL;
    return false;
}
