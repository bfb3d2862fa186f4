#define _GNU_SOURCE /* asprintf */

#include "tools/layoutc/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/layoutc/emit.h"

/* One of the two functions is set, the second with its step. */
static const struct {
    const char *name;
    void (*emit)(const struct doc *doc, FILE *out);
    void (*emit_step)(const struct doc *doc, unsigned step, FILE *out);
    unsigned step;
} generated[] = {
    {"layout.inc", emit_nasm, NULL, 0},     {"layout_constants.h", emit_header, NULL, 0},
    {"layout.ld", emit_linker, NULL, 0},    {"layout_rows.c", emit_rows, NULL, 0},
    {"layout.watch1", NULL, emit_watch, 1}, {"layout.watch2", NULL, emit_watch, 2},
    {"layout.watch3", NULL, emit_watch, 3}, {"layout.watch4", NULL, emit_watch, 4},
    {"layout.watch5", NULL, emit_watch, 5}, {"layout.watch6", NULL, emit_watch, 6},
};

#define GENERATED_COUNT (sizeof generated / sizeof generated[0])

/* A file that is being replaced. */
struct target {
    char *path;
    char *temporary;
};

/* Returns false, so that a caller can report and fail in one expression. */
static bool complain(const char *path)
{
    fprintf(stderr, "layoutc: %s: %s\n", path, strerror(errno));
    return false;
}

/* The temporary file is in the same directory, as rename does not cross file
 * systems. An empty directory means that name is a path by itself. */
static struct target target_of(const char *directory, const char *name)
{
    struct target target;
    const char *separator = *directory == '\0' ? "" : "/";

    if (asprintf(&target.path, "%s%s%s", directory, separator, name) < 0 ||
        asprintf(&target.temporary, "%s.new", target.path) < 0)
        abort(); /* no memory for a path: nothing useful can be reported or done */
    return target;
}

/* Opens the temporary file; NULL after saying why. */
static FILE *target_open(const struct target *target)
{
    FILE *out = fopen(target->temporary, "w");

    if (out == NULL)
        complain(target->temporary);
    return out;
}

/* A full disk may show only when the last buffer is flushed, at fclose. */
static bool target_close(const struct target *target, FILE *out)
{
    bool good = !ferror(out);

    if (fclose(out) != 0 || !good)
        return complain(target->temporary);
    return true;
}

/* rename() replaces in one step: a build that is stopped leaves the old file or
 * the new one, never a part. */
static bool target_commit(const struct target *target)
{
    return rename(target->temporary, target->path) == 0 || complain(target->path);
}

/* After a commit there is no temporary file left to unlink. */
static void target_free(struct target *target)
{
    unlink(target->temporary);
    free(target->temporary);
    free(target->path);
}

bool output_write_generated(const struct doc *doc, const char *directory)
{
    /* The unit is the set of files: a header of today with a linker script of
     * yesterday links, and boots into the wrong place. */
    struct target targets[GENERATED_COUNT];

    for (size_t i = 0; i < GENERATED_COUNT; i++)
        targets[i] = target_of(directory, generated[i].name);
    /* All are written before the first is renamed: the files must agree, and most
     * of what can fail fails while writing. */
    bool good = true;
    for (size_t i = 0; i < GENERATED_COUNT && good; i++) {
        FILE *out = target_open(&targets[i]);
        good = out != NULL;
        if (good) {
            if (generated[i].emit != NULL)
                generated[i].emit(doc, out);
            else
                generated[i].emit_step(doc, generated[i].step, out);
            good = target_close(&targets[i], out);
        }
    }
    for (size_t i = 0; i < GENERATED_COUNT && good; i++)
        good = target_commit(&targets[i]);
    for (size_t i = 0; i < GENERATED_COUNT; i++)
        target_free(&targets[i]);
    return good;
}

/* The document itself is replaced the same way: it is the source of everything
 * and must survive a full disk. */
bool output_replace(const char *path, const char *text)
{
    struct target target = target_of("", path);
    FILE *out = target_open(&target);
    bool good = out != NULL;

    if (good) {
        fputs(text, out);
        good = target_close(&target, out) && target_commit(&target);
    }
    target_free(&target);
    return good;
}
