/*
 * EFI memory types as e820 types.
 *
 * Owns the names of the types in the logs of Linux (drivers/firmware/efi/efi.c)
 * and of GRUB (lsefimmap), and the rule by which Linux makes an e820 map of an
 * EFI one (do_add_efi_memmap(), arch/x86/platform/efi/efi.c). Pure.
 */
#ifndef STRATA_MEMVIZ_E820_EFI_H
#define STRATA_MEMVIZ_E820_EFI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Attributes of a range (UEFI 2.10, 7.2): it can be cached, and it is set aside
 * for one purpose. */
#define E820_EFI_WRITE_BACK 0x8u
#define E820_EFI_SPECIFIC   0x40000u

/* Reads the longest type name at the start of text; returns how many characters
 * it takes, 0 when there is none. */
size_t e820_efi_match_type(const char *text, uint32_t *type);

/* Reads attributes in words, "RUN|  |  |WB|WT]" or "UC WC WT WB", up to the bracket
 * or the end; *length gets how many characters it takes. False for a word that
 * is none. */
bool e820_efi_match_attributes(const char *text, uint64_t *attributes, size_t *length);

/* The e820 type of a range with that EFI type and these attributes. */
uint32_t e820_efi_type(uint32_t type, uint64_t attributes);

#endif
