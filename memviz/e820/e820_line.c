#include "memviz/e820/e820_line.h"

#include <string.h>

#include "memviz/e820/e820_forms.h"

/* name is what --form takes and --json says, title is for people. */
static const struct {
    const char *name;
    const char *title;
} forms[E820_FORM_COUNT] = {
    [E820_FORM_NONE] = {"none", "no form"},
    [E820_FORM_SEED] = {"seed", "base, length and type"},
    [E820_FORM_LINUX] = {"linux", "Linux log"},
    [E820_FORM_LINUX_OLD] = {"linux-old", "Linux log before 3.5"},
    [E820_FORM_LINUX_24] = {"linux-2.4", "Linux log of early 2.4"},
    [E820_FORM_XEN] = {"xen", "Xen log"},
    [E820_FORM_FREEBSD] = {"freebsd", "FreeBSD SMAP"},
    [E820_FORM_MULTIBOOT] = {"multiboot", "GRUB or multiboot map"},
    [E820_FORM_SEABIOS] = {"seabios", "SeaBIOS log"},
    [E820_FORM_IOMEM] = {"iomem", "/proc/iomem"},
    [E820_FORM_MEMMAP] = {"memmap", "/sys/firmware/memmap"},
};

const char *e820_form_name(enum e820_form form)
{
    return forms[form].name;
}

const char *e820_form_title(enum e820_form form)
{
    return forms[form].title;
}

/* Exactly: an abbreviation would mean another form one day. */
enum e820_form e820_form_find(const char *name)
{
    for (unsigned i = E820_FORM_NONE + 1; i < E820_FORM_COUNT; i++) {
        if (strcmp(name, forms[i].name) == 0)
            return (enum e820_form)i;
    }
    return E820_FORM_NONE;
}

/* "(XEN) Xen-e820 RAM map:" names who made the map that follows; so do Linux
 * and SeaBIOS, which repeat it or need not. A console that starts anew
 * (FreeBSD says so) starts a new map as well. */
static bool read_heading(const char *text, struct e820_line *line)
{
    const char *found = strstr(text, " RAM map:");

    if (found != NULL)
        e820_forms_label(text, found, line->label);
    else if (strstr(text, "e820 map has ") == NULL && strstr(text, "---<<BOOT>>---") == NULL)
        return false;
    line->kind = E820_LINE_HEADING;
    return true;
}

/* Text that is an entry whatever follows it: if no form took the line, it has
 * been damaged. To pass it over would be to lose a range without a word. */
static bool claims_to_be_entry(const char *text)
{
    static const char *const claims[] = {"BIOS-e820: [", "BIOS-e820: 0", "SMAP type=", "[base="};

    for (size_t i = 0; i < sizeof claims / sizeof claims[0]; i++) {
        if (strstr(text, claims[i]) != NULL)
            return true;
    }
    return false;
}

/* What no form takes and nothing claims is other text: most of a boot log is. */
struct e820_line e820_line_read(const char *text)
{
    struct e820_line line = {.kind = E820_LINE_OTHER};
    const char *start = text + strspn(text, " \t");

    if (*start == '\0' || *start == '#') {
        line.kind = E820_LINE_COMMENT;
    } else if (!e820_forms_read(text, &line) && !read_heading(text, &line) &&
               claims_to_be_entry(text)) {
        line.kind = E820_LINE_BROKEN;
        if (line.problem == NULL)
            line.problem = "an e820 entry of no form that is known";
    }
    return line;
}
