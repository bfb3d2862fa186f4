#include "memviz/e820/forms/e820_efi.h"

#include <ctype.h>
#include <string.h>

#include "kernel/core/e820.h"
#include "memviz/e820/forms/e820_words.h"

/* UEFI 2.10, 7.2, "Memory Type". */
enum {
    EFI_RESERVED,
    EFI_LOADER_CODE,
    EFI_LOADER_DATA,
    EFI_BOOT_CODE,
    EFI_BOOT_DATA,
    EFI_RUNTIME_CODE,
    EFI_RUNTIME_DATA,
    EFI_CONVENTIONAL,
    EFI_UNUSABLE,
    EFI_ACPI_RECLAIM,
    EFI_ACPI_NVS,
    EFI_MMIO,
    EFI_MMIO_PORTS,
    EFI_PAL,
    EFI_PERSISTENT,
    EFI_UNACCEPTED
};

/* Linux's names first, then those of GRUB. */
static const struct {
    const char *name;
    uint32_t type;
} names[] = {
    {"Reserved", EFI_RESERVED},
    {"Loader Code", EFI_LOADER_CODE},
    {"Loader Data", EFI_LOADER_DATA},
    {"Boot Code", EFI_BOOT_CODE},
    {"Boot Data", EFI_BOOT_DATA},
    {"Runtime Code", EFI_RUNTIME_CODE},
    {"Runtime Data", EFI_RUNTIME_DATA},
    {"Conventional Memory", EFI_CONVENTIONAL},
    {"Conventional", EFI_CONVENTIONAL},
    {"Unusable Memory", EFI_UNUSABLE},
    {"Unusable", EFI_UNUSABLE},
    {"ACPI Reclaim Memory", EFI_ACPI_RECLAIM},
    {"ACPI Reclaim", EFI_ACPI_RECLAIM},
    {"ACPI Memory NVS", EFI_ACPI_NVS},
    {"ACPI Mem NVS", EFI_ACPI_NVS},
    {"Memory Mapped I/O", EFI_MMIO},
    {"MMIO", EFI_MMIO},
    {"MMIO Port", EFI_MMIO_PORTS},
    {"PAL Code", EFI_PAL},
    {"Persistent Memory", EFI_PERSISTENT},
    {"Persistent", EFI_PERSISTENT},
    {"Unaccepted Memory", EFI_UNACCEPTED},
    {"Unaccepted", EFI_UNACCEPTED},
    {"reserved", EFI_RESERVED},
    {"ldr-code", EFI_LOADER_CODE},
    {"ldr-data", EFI_LOADER_DATA},
    {"BS-code", EFI_BOOT_CODE},
    {"BS-data", EFI_BOOT_DATA},
    {"RT-code", EFI_RUNTIME_CODE},
    {"RT-data", EFI_RUNTIME_DATA},
    {"conv-mem", EFI_CONVENTIONAL},
    {"unusable", EFI_UNUSABLE},
    {"ACPI-rec", EFI_ACPI_RECLAIM},
    {"ACPI-nvs", EFI_ACPI_NVS},
    {"MMIO-prt", EFI_MMIO_PORTS},
    {"PAL-code", EFI_PAL},
    {"persist", EFI_PERSISTENT},
};

size_t e820_efi_match_type(const char *text, uint32_t *type)
{
    size_t longest = 0;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i].name);
        if (length > longest && strncmp(text, names[i].name, length) == 0 &&
            !isalnum((unsigned char)text[length])) {
            longest = length;
            *type = names[i].type;
        }
    }
    return longest;
}

/* One word, and what it adds: of two of them only does it matter here. */
static bool take_attribute(const char *word, size_t length, uint64_t *attributes)
{
    static const char *const known[] = {"RUN", "RT",  "CC", "SP", "NV", "MR", "XP",  "RP", "WP",
                                        "RO",  "UCE", "WB", "WT", "WC", "UC", "HOT", "ISA"};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i]) == length && memcmp(known[i], word, length) == 0) {
            *attributes |= strcmp(known[i], "WB") == 0 ? E820_EFI_WRITE_BACK : 0;
            *attributes |= strcmp(known[i], "SP") == 0 ? E820_EFI_SPECIFIC : 0;
            return true;
        }
    }
    return false;
}

/* Returns whether a column of a row that Linux prints may hold a word. The last four columns are
 * those of the caches, in this order and nowhere else (efi_md_typeattr_format). */
static bool column_holds(size_t from_last, const char *word, size_t length)
{
    static const char *const caches[] = {"UC", "WC", "WT", "WB"};
    const size_t count = sizeof caches / sizeof caches[0];

    for (size_t i = 0; i < count; i++) {
        if (length == 2 && memcmp(caches[i], word, length) == 0)
            return i == from_last;
    }
    return length == 0 || from_last >= count;
}

/* Returns whether each word is in its column, where there are columns: a damaged letter can make
 * another attribute of one, which then stands where it never does. */
static bool columns_fit(const char *text, size_t length)
{
    size_t from_last = 0;
    size_t end = length;

    if (memchr(text, '|', length) == NULL)
        return true;
    for (size_t at = length; at-- > 0;) {
        if (text[at] != '|')
            continue;
        size_t start = at + 1 + strspn(text + at + 1, " \t");
        size_t word = start < end ? strcspn(text + start, " \t|]") : 0;
        if (!column_holds(from_last++, text + start, word))
            return false;
        end = at;
    }
    return true;
}

bool e820_efi_match_attributes(const char *text, uint64_t *attributes, size_t *length)
{
    const char *at = text;

    *attributes = 0;
    for (;;) {
        at += strspn(at, " \t|");
        size_t word = strcspn(at, " \t|]");
        if (word == 0)
            break;
        if (!take_attribute(at, word, attributes))
            return false;
        at += word;
    }
    *length = (size_t)(at - text);
    return columns_fit(text, *length);
}

/* What the loader and the boot services used is free once they have ended. */
uint32_t e820_efi_type(uint32_t type, uint64_t attributes)
{
    switch (type) {
    case EFI_LOADER_CODE:
    case EFI_LOADER_DATA:
    case EFI_BOOT_CODE:
    case EFI_BOOT_DATA:
    case EFI_CONVENTIONAL:
        if ((attributes & E820_EFI_SPECIFIC) != 0)
            return E820_TYPE_SOFT_RESERVED;
        return (attributes & E820_EFI_WRITE_BACK) != 0 ? E820_FREE : E820_RESERVED;
    case EFI_UNUSABLE:
        return E820_UNUSABLE;
    case EFI_ACPI_RECLAIM:
        return E820_ACPI;
    case EFI_ACPI_NVS:
        return E820_NVS;
    case EFI_PERSISTENT:
        return 7;
    default:
        return E820_RESERVED;
    }
}
