/*
 * A map as an option ROM: whatever boots in Bochs (optromimage1) or QEMU (-option-rom) then
 * sees the memory of the machine whose log it is.
 *
 * The ROM hooks INT 15h: E820h gives the raw entries of the map, E801h and 88h what
 * matches its clean ranges. It is code for the BIOS of a PC; a machine with UEFI asks for
 * its memory in another way. Memory that the emulator does not have is not there, whatever
 * the map says.
 */
#ifndef STRATA_MEMVIZ_E820_ROM_H
#define STRATA_MEMVIZ_E820_ROM_H

#include <stdbool.h>

#include "memviz/e820/e820_report.h"

/* Writes the ROM for the map of the report to path, and a line about it to standard output;
 * warnings go to standard error. megs is the memory of the machine in MiB, 0 when it is not
 * known. False after one line about what is wrong. */
bool e820_rom_write(const struct e820_report *report, const char *path, unsigned megs);

#endif
