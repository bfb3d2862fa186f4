/*
 * The configuration file.
 *
 * Owns its place ($XDG_CONFIG_HOME/memviz/config, else ~/.config/memviz/config)
 * and its form: lines of `name = value`; empty lines and those that begin with
 * # say nothing. The names are those of settings.h.
 */
#ifndef STRATA_MEMVIZ_CONFIG_H
#define STRATA_MEMVIZ_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "memviz/settings.h"

/* Reads a configuration. False after writing one line to errors that names
 * the file as `name`, the line and the mistake. */
bool config_read(FILE *in, const char *name, struct settings *settings, FILE *errors);

/* Reads the user's configuration file; that there is none is no mistake. False
 * after one line on standard error. */
bool config_load(struct settings *settings);

#endif
