/*
 * The heat view on a terminal, and as text.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_HEAT_SCREEN_H
#define STRATA_MEMVIZ_OBSERVE_HEAT_SCREEN_H

#include "memviz/observe/views/heat_view.h"

/* Takes what has become known since the last call into the scene, without waiting.
 * True when anything has. */
typedef bool heat_advance(void *context);

/* Shows the scene on the terminal until the user quits or a signal asks for the end;
 * the caller has to raise *ended_by, when it is not 0, once it has cleaned up. A scene
 * that is live calls advance(context) ten times a second. False after a report when
 * there is no terminal to take over. */
bool heat_screen_run(struct heat_scene *scene, heat_advance *advance, void *context, int *ended_by);

/* Writes one screen of 80x24, what standard output gets when it is no terminal. False
 * after a report. */
bool heat_screen_write(struct heat_scene *scene);

#endif
