/*
 * The forms in which programs print an e820 map: a row of a table for each way
 * of writing an entry.
 *
 * Owns the names of the forms and the table. A form may have several rows, since
 * programs change from version to version. The sources are what the programs
 * print: Linux arch/x86/kernel/e820.c, kernel/resource.c and
 * arch/x86/platform/efi/efi.c, Xen arch/x86/e820.c, FreeBSD x86/x86/machdep.c and
 * its loader, GRUB's lsmmap and lsefimmap, SeaBIOS src/e820map.c, coreboot
 * src/lib/bootmem.c, tboot/common/e820.c, crash x86_64.c, seL4
 * src/arch/x86/kernel/boot_sys.c, iPXE arch/x86/interface/pcbios/memmap.c, Limine
 * common/mm/pmm.s2.c, kexec-tools kexec/arch/i386/x86-linux-setup.c, and the
 * kernel's own e820_print_entry().
 */
#ifndef STRATA_MEMVIZ_E820_FORMS_H
#define STRATA_MEMVIZ_E820_FORMS_H

#include <stdbool.h>
#include <stddef.h>

#include "memviz/e820/forms/e820_pattern.h"

/* Who prints an entry so; docs/memviz-e820.md has an example of each. */
enum e820_form {
    E820_FORM_NONE, /* no form: not recognised */
    E820_FORM_STRATA,
    E820_FORM_LINUX,
    E820_FORM_LINUX_OLD, /* before 3.5: the end is exclusive */
    E820_FORM_LINUX_24,  /* early 2.4: the size comes first */
    E820_FORM_XEN,
    E820_FORM_FREEBSD,
    E820_FORM_MULTIBOOT,
    E820_FORM_SEABIOS,
    E820_FORM_COREBOOT,
    E820_FORM_TBOOT,
    E820_FORM_CRASH,
    E820_FORM_SEL4,
    E820_FORM_LIMINE,
    E820_FORM_IPXE,
    E820_FORM_KEXEC,
    E820_FORM_IOMEM,
    E820_FORM_EFI,
    E820_FORM_MEMMAP, /* the directory /sys/firmware/memmap; no line is of it */
    E820_FORM_COUNT
};

/* What is special about a row. */
enum {
    E820_ROW_COMMENT = 1,  /* text may follow an entry: its type is a number */
    E820_ROW_FILLER = 2,   /* of a map, but no entry: a gap */
    E820_ROW_GENERIC = 4,  /* also other text may look so: type 0 is none */
    E820_ROW_LABELLED = 8, /* the label must be one of a map, or new to us */
    E820_ROW_NAMES = 16,   /* what is no memory of the map has another name there */
};

struct e820_row {
    struct e820_rule rule;
    enum e820_form form;
    unsigned flags;
};

/* The rows, *count of them. The first that fits an entry is the one that counts. */
const struct e820_row *e820_forms_get_rows(size_t *count);

/* The name of a form, as --form takes it. */
const char *e820_form_name(enum e820_form form);

/* What a form is called in a sentence. */
const char *e820_form_title(enum e820_form form);

/* The form of that name, or E820_FORM_NONE. */
enum e820_form e820_form_find(const char *name);

/* Returns whether the program prints the entries sorted and without overlaps, and under a
 * heading. */
bool e820_form_is_sorted(enum e820_form form);
bool e820_form_is_headed(enum e820_form form);

/* Returns whether label is one that a map bears, and whether it is none but differs from
 * one by a letter or two. */
bool e820_label_is_known(const char *label);
bool e820_label_is_near(const char *label);

/* Returns whether label is that of a map of the BIOS, or close to it. */
bool e820_label_is_bios(const char *label);

#endif
