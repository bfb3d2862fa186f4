#include "memviz/model/identity.h"

#include <stdio.h>
#include <string.h>

#include "kernel/core/layout.h"

static bool has_named_steps(const struct model *model)
{
    for (unsigned step = 1; step <= MODEL_STEP_MAX; step++) {
        if (model->steps[step].name[0] != '\0')
            return true;
    }
    return false;
}

/* Our loader is written in assembly and has no room for names. */
bool identity_is_strata(const struct model *model)
{
    if (model->hello.known)
        return strcmp(model->hello.name, "Strata") == 0;
    return model_last_step(model) > 0 && model->step_count == 0 && !has_named_steps(model);
}

unsigned identity_count_steps(const struct model *model)
{
    unsigned last = model_last_step(model);
    unsigned count = model->step_count > 0                    ? model->step_count
                     : identity_is_strata(model) || last == 0 ? BOOT_STEP_COUNT
                                                              : last;

    return last > count ? last : count;
}

const char *identity_get_step_name(const struct model *model, unsigned step)
{
    const char *name = model->steps[step].name;

    if (name[0] != '\0')
        return name;
    return identity_is_strata(model) && step <= BOOT_STEP_COUNT ? layout_step_name(step) : "step";
}

void identity_format(char text[IDENTITY_SIZE], const struct model *model)
{
    const char *name = model->hello.name[0] != '\0' ? model->hello.name : "kernel";

    text[0] = '\0';
    if (model->hello.known)
        snprintf(text, IDENTITY_SIZE, "%s %s", name, model->hello.version);
}

bool identity_has(const struct model *model, enum model_part part)
{
    return (model->hello.without & 1u << part) == 0;
}
