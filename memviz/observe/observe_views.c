#include "memviz/observe/observe_views.h"

#include <stdlib.h>
#include <unistd.h>

#include "memviz/observe/rules/observer.h"
#include "memviz/observe/rules/reported.h"
#include "memviz/observe/views/boot_picture.h"
#include "memviz/observe/views/heat_screen.h"
#include "memviz/screen/output.h"

bool observe_views_init(struct observe_views *views, const struct observe_options *options,
                        struct observer *observer, struct names *names)
{
    *views = (struct observe_views){.options = options, .observer = observer, .names = names};
    if (!options->heat && options->svg == NULL)
        return true;
    views->heat = malloc(sizeof *views->heat);
    if (views->heat != NULL && heat_init(views->heat))
        return true;
    free(views->heat);
    views->heat = NULL;
    return false;
}

void observe_views_free(struct observe_views *views)
{
    if (views->heat != NULL)
        heat_free(views->heat);
    free(views->heat);
    views->heat = NULL;
}

void observe_views_take(void *context, const struct step *step)
{
    struct observe_views *views = context;

    if (views->heat != NULL)
        heat_take(views->heat, &views->observer->sites, step);
    observer_take(views->observer, step);
}

static bool find_symbol(void *context, const char *name, uint64_t *address)
{
    return names_find(context, name, address);
}

bool observe_views_show(struct observe_views *views, const struct verdict_input *verdict,
                        int *ended_by)
{
    struct heat_scene scene = {.observer = views->observer,
                               .heat = views->heat,
                               .verdict = verdict,
                               .model = views->observer->reported != NULL
                                            ? reported_get_model(views->observer->reported)
                                            : NULL,
                               .find_symbol = find_symbol,
                               .symbol_context = views->names};

    *ended_by = 0;
    if (views->heat == NULL)
        return true;
    if (views->heat->exhausted) {
        output_report("heat map", "not enough memory to count all that happened");
        return false;
    }
    if (views->options->svg != NULL &&
        !boot_picture_write(verdict, views->heat, views->options->svg))
        return false;
    if (!views->options->heat)
        return true;
    return isatty(STDOUT_FILENO) ? heat_screen_run(&scene, NULL, NULL, ended_by)
                                 : heat_screen_write(&scene);
}
