#include "memviz/e820/maps/e820_map.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void e820_map_warn(struct e820_map *map, const char *format, ...)
{
    va_list arguments;

    if (map->warning_count == E820_WARNINGS_MAX)
        return;
    va_start(arguments, format);
    vsnprintf(map->warnings[map->warning_count++], E820_WARNING_SIZE, format, arguments);
    va_end(arguments);
}

/* What a kernel has sorted or changed is no longer what the BIOS reported. */
const char *e820_map_origin(const struct e820_map *map)
{
    static const struct {
        const char *label;
        const char *origin;
    } derived[] = {
        {"user", "the map that the kernel's command line gives"},
        {"modified", "the map after its reader has changed it"},
        {"setup_data", "the map that Linux has extended by its setup data"},
        {"extended", "the map that Linux has extended by its setup data"},
        {"Xen", "the map that Xen gives to this guest"},
        {"Dom0", "the map that Xen made for dom0"},
        {"clean-e820", "a map that was cleaned already"},
    };

    for (size_t i = 0; i < sizeof derived / sizeof derived[0]; i++) {
        if (strcmp(map->label, derived[i].label) == 0)
            return derived[i].origin;
    }
    if (map->crash)
        return "the map that kexec gave to a crash kernel";
    switch (map->form) {
    case E820_FORM_IOMEM:
        return "the resources as Linux arranged them";
    case E820_FORM_KEXEC:
        return "the map that kexec gives to the next kernel";
    case E820_FORM_EFI:
        return "derived from the EFI memory map by the rule of Linux";
    default:
        return NULL;
    }
}

bool e820_map_is_raw(const struct e820_map *map)
{
    return e820_map_origin(map) == NULL;
}

size_t e820_map_count_kept(const struct e820_map *map)
{
    return map->total < E820_RAW_MAX ? map->total : E820_RAW_MAX;
}

/* The label says it where Linux had to fall back on an older service. */
const char *e820_map_source(const struct e820_map *map)
{
    if (strstr(map->label, "e801") != NULL)
        return "e801";
    return strcmp(map->label, "BIOS-88") == 0 ? "88" : "e820";
}
