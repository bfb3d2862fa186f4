#include "memviz/observe/declared.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/bootinfo.h"
#include "memviz/observe/rules/reported.h"
#include "layout_constants.h"

/* Strata's images hold the boot sector, the second stage and the kernel, one after the
 * other from the first sector on. */
#define KERNEL_AT (512u + LAYOUT_STAGE2_END - LAYOUT_STAGE2)

/* Returns whether an image holds Strata's kernel, by the magic number that its header begins
 * with. */
static bool is_strata(const char *path, struct kernel_header *header)
{
    FILE *file = path != NULL ? fopen(path, "rb") : NULL;

    if (file == NULL)
        return false;
    bool whole = fseek(file, KERNEL_AT, SEEK_SET) == 0 &&
                 fread(header, sizeof *header, 1, file) == 1 &&
                 header->magic == KERNEL_HEADER_MAGIC;
    fclose(file);
    return whole;
}

static bool find_name(const void *names, const char *name, uint64_t *address)
{
    return names_find(names, name, address);
}

/* Finds out where the steps begin. */
static bool find_steps(struct layout *layout, const struct names *names,
                       char problem[DECLARED_PROBLEM_SIZE])
{
    char name[DOC_NAME_MAX + 16];
    unsigned missing = layout_find_steps(layout, find_name, names);

    if (missing == 0)
        return true;
    layout_name_step(layout, missing, name, sizeof name);
    snprintf(problem, DECLARED_PROBLEM_SIZE,
             "boot step %u of the layout begins at the symbol %s: name a file that has it with "
             "--symbols",
             missing, name);
    return false;
}

/* The layout, or NULL where there is none to compare with. */
static bool load_layout(const struct observe_options *options, const struct names *names,
                        struct layout **layout, char problem[DECLARED_PROBLEM_SIZE])
{
    bool asked = options->layout != NULL;
    struct kernel_header header;

    *layout = NULL;
    if (!asked && (options->symbol_files == 0 || !is_strata(options->image, &header)))
        return true;
    *layout = malloc(sizeof **layout);
    if (*layout == NULL) {
        snprintf(problem, DECLARED_PROBLEM_SIZE, "not enough memory");
        return false;
    }
    if (!layout_load(*layout, options->layout))
        snprintf(problem, DECLARED_PROBLEM_SIZE, "%s: this layout cannot be used", options->layout);
    else if (find_steps(*layout, names, problem))
        return true;
    free(*layout);
    *layout = NULL;
    return false;
}

/* After expected_add() has failed; false. */
static bool refuse_file(const char *path, char problem[DECLARED_PROBLEM_SIZE])
{
    snprintf(problem, DECLARED_PROBLEM_SIZE, "%s: %s", path,
             errno != 0 ? strerror(errno) : "empty or cut");
    return false;
}

/* The files that the user names, and the kernel of an image of Strata. */
static bool expect_files(const struct observe_options *options, struct expected *expected,
                         char problem[DECLARED_PROBLEM_SIZE])
{
    struct kernel_header header;

    for (unsigned i = 0; i < options->file_count; i++) {
        const struct expected_part whole = {options->files[i].path, 0, UINT64_MAX};
        if (!expected_add(expected, &whole, options->files[i].address))
            return refuse_file(whole.path, problem);
        expected->files[i].asked = true;
    }
    if (!is_strata(options->image, &header))
        return true;
    const struct expected_part kernel = {options->image, KERNEL_AT, header.load_size};
    return expected_add(expected, &kernel, LAYOUT_KERNEL_OFFSET2) ||
           refuse_file(kernel.path, problem);
}

bool declared_prepare(const struct observe_options *options, const struct names *names,
                      struct observer *observer, char problem[DECLARED_PROBLEM_SIZE])
{
    observer->allowed = options->allowed;
    if (!load_layout(options, names, &observer->layout, problem) ||
        !expect_files(options, &observer->expected, problem))
        return false;
    observer->reported = reported_create(observer);
    if (observer->reported == NULL)
        snprintf(problem, DECLARED_PROBLEM_SIZE, "not enough memory");
    return observer->reported != NULL;
}
