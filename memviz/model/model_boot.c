#include "memviz/model/model_boot.h"

#include <stdio.h>
#include <string.h>

#include "memviz/stream/fields.h"

/* A text that need not be there; one that is there must be a string. The text is
 * empty where there is none. */
static bool get_optional_text(const struct members *members, const char *name, char *text,
                              size_t size)
{
    text[0] = '\0';
    return members_find(members, name) == NULL || fields_get_text(members, name, text, size);
}

/* How many steps there are, where the sender says so. */
static bool get_step_count(const struct members *members, uint32_t step, uint32_t *count)
{
    *count = 0;
    return members_find(members, "of") == NULL ||
           (fields_get_number(members, "of", count) && step <= *count && *count <= MODEL_STEP_MAX);
}

/* Steps may be repeated: the loader sends them without ticks at first. What a
 * repetition leaves out stays known. */
bool model_boot_apply_boot(struct model *model, const struct members *members)
{
    uint32_t step;
    uint32_t count;
    uint64_t tsc = 0;
    char name[MODEL_SYMBOL_SIZE];
    bool timed = members_find(members, "tsc") != NULL;

    if (!fields_get_number(members, "step", &step) || step < 1 || step > MODEL_STEP_MAX ||
        !get_step_count(members, step, &count) ||
        (timed && !fields_get_hex(members, "tsc", &tsc)) ||
        !get_optional_text(members, "name", name, sizeof name))
        return false;
    struct model_step *state = &model->steps[step];
    if (timed)
        state->tsc = tsc;
    if (name[0] != '\0')
        strcpy(state->name, name);
    model->step_count = count > 0 ? count : model->step_count;
    state->timed = state->timed || timed;
    /* Only the first time: the kernel's repetitions are no news. */
    if (!state->reached)
        model_note_change(model, CHANGE_STEP, step, step + 1);
    state->reached = true;
    return true;
}

/* The code may be a number or a string: both are shown, neither is computed with. */
bool model_boot_apply_fail(struct model *model, const struct members *members)
{
    char code[MODEL_SYMBOL_SIZE];
    uint32_t number;

    if (fields_get_number(members, "code", &number))
        snprintf(code, sizeof code, "%u", number);
    else if (!fields_get_text(members, "code", code, sizeof code))
        return false;
    if (!fields_get_text(members, "text", model->fail.text, sizeof model->fail.text))
        return false;
    memcpy(model->fail.code, code, sizeof code);
    model->fail.known = true;
    return true;
}

/* The names of what a kernel does not have, with blanks between them. A name that
 * is not known here is of a later format, and no reason to refuse the rest. */
static bool get_without(const struct members *members, uint32_t *without)
{
    static const char *const names[MODEL_PARTS] = {
        [MODEL_PART_RAW] = "raw",         [MODEL_PART_CLEAN] = "clean",
        [MODEL_PART_REGIONS] = "regions", [MODEL_PART_MARKS] = "marks",
        [MODEL_PART_HEAP] = "heap",
    };
    char text[MODEL_TEXT_SIZE];
    char *rest;

    *without = 0;
    if (!get_optional_text(members, "without", text, sizeof text))
        return false;
    for (char *word = strtok_r(text, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        for (unsigned part = 0; part < MODEL_PARTS; part++)
            *without |= strcmp(word, names[part]) == 0 ? 1u << part : 0;
    }
    return true;
}

/* Texts come last in each of these conditions: they are written in place, and
 * only after everything else has been found to be in order. */
bool model_boot_apply_hello(struct model *model, const struct members *members)
{
    uint64_t frame_size;
    uint32_t block_frames;
    uint32_t without;
    char name[MODEL_SYMBOL_SIZE];

    if (!fields_get_hex(members, "frame", &frame_size) ||
        !fields_get_number(members, "block", &block_frames) || !get_without(members, &without) ||
        !get_optional_text(members, "name", name, sizeof name) ||
        !fields_get_text(members, "version", model->hello.version, sizeof model->hello.version))
        return false;
    strcpy(model->hello.name, name);
    model->hello.frame_size = frame_size;
    model->hello.block_frames = block_frames;
    model->hello.without = without;
    model->hello.known = true;
    return true;
}

/* The kernel stopped at a fault. It reports a vector and an address
 * where there are any. */
bool model_boot_apply_fault(struct model *model, const struct members *members)
{
    uint32_t vector = 0;
    uint64_t eip;
    uint64_t address = 0;
    bool has_vector = members_find(members, "vector") != NULL;
    bool has_address = members_find(members, "address") != NULL;

    if (!fields_get_hex(members, "eip", &eip) ||
        (has_vector && !fields_get_number(members, "vector", &vector)) ||
        (has_address && !fields_get_hex(members, "address", &address)) ||
        !fields_get_text(members, "name", model->fault.name, sizeof model->fault.name) ||
        !fields_get_text(members, "place", model->fault.place, sizeof model->fault.place) ||
        !fields_get_text(members, "text", model->fault.text, sizeof model->fault.text))
        return false;
    model->fault.vector = vector;
    model->fault.eip = eip;
    model->fault.address = address;
    model->fault.has_vector = has_vector;
    model->fault.has_address = has_address;
    model->fault.known = true;
    return true;
}
