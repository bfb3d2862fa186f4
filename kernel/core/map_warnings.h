/*
 * What is wrong with the memory map of the BIOS, although boot can go on with it.
 *
 * The loader has reported W01 and W02 on the screen and on COM1 (docs/boot-errors.md). Both follow
 * from the boot information, so the kernel gives them again where they stay readable.
 */
#ifndef STRATA_CORE_MAP_WARNINGS_H
#define STRATA_CORE_MAP_WARNINGS_H

#include "kernel/core/machine.h"

/* Warns that the list of the BIOS starts over (W01), and of each raw entry that gives memory to
 * the firmware which the loader has used (W02), with the rows of the layout that lay there. To be
 * called once. */
void map_warnings_report(struct machine *machine);

#endif
