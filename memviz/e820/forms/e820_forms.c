#include "memviz/e820/forms/e820_forms.h"

#include <string.h>

#include "memviz/e820/forms/e820_words.h"

enum { SORTED = 1, HEADED = 2 };

/* name is what --form takes and --json says, title is for people. */
static const struct {
    const char *name;
    const char *title;
    unsigned habits; /* of the program that prints it */
} forms[E820_FORM_COUNT] = {
    [E820_FORM_NONE] = {"none", "no form", 0},
    [E820_FORM_STRATA] = {"strata", "base, length and type", 0},
    [E820_FORM_LINUX] = {"linux", "Linux log", SORTED | HEADED},
    [E820_FORM_LINUX_OLD] = {"linux-old", "Linux log before 3.5", SORTED | HEADED},
    [E820_FORM_LINUX_24] = {"linux-2.4", "Linux log of early 2.4", HEADED},
    [E820_FORM_XEN] = {"xen", "Xen log", SORTED | HEADED},
    [E820_FORM_FREEBSD] = {"freebsd", "FreeBSD SMAP", 0},
    [E820_FORM_MULTIBOOT] = {"multiboot", "GRUB or multiboot map", 0},
    [E820_FORM_SEABIOS] = {"seabios", "SeaBIOS log", 0},
    [E820_FORM_COREBOOT] = {"coreboot", "coreboot memory table", 0},
    [E820_FORM_TBOOT] = {"tboot", "tboot log", HEADED},
    [E820_FORM_CRASH] = {"crash", "crash, mach -m", HEADED},
    [E820_FORM_SEL4] = {"sel4", "seL4 log", 0},
    [E820_FORM_LIMINE] = {"limine", "Limine log", 0},
    [E820_FORM_IPXE] = {"ipxe", "iPXE log", 0},
    [E820_FORM_KEXEC] = {"kexec", "kexec -d", HEADED},
    [E820_FORM_IOMEM] = {"iomem", "/proc/iomem", SORTED},
    [E820_FORM_EFI] = {"efi", "EFI memory map", SORTED},
    [E820_FORM_MEMMAP] = {"memmap", "/sys/firmware/memmap", 0},
};

#define LOG    E820_WORDS_LOG
#define SHORT  E820_WORDS_SHORT
#define GRUB   E820_WORDS_GRUB
#define IOMEM  E820_WORDS_IOMEM
#define LIMINE E820_WORDS_LIMINE

/* Those that cannot be mistaken come first, those that are mere numbers last. */
static const struct e820_row rows[] = {
    {{"{%L}[base = !0x%b\\ length = 0x%n] type = %t{ (%k)}{ attr = 0x%a}", E820_DIGITS_ANY, 0},
     E820_FORM_STRATA,
     E820_ROW_COMMENT},
    {{"%L[mem 0x!%b-0x%l]{ %s} %w", E820_DIGITS_16, LOG}, E820_FORM_LINUX, E820_ROW_LABELLED},
    {{"%L[gap 0x!%b-0x%l]", E820_DIGITS_16, 0}, E820_FORM_LINUX, E820_ROW_FILLER},
    {{"SMAP type=!%x{,} {xattr=%a} {,} base=%b{,} len=%n{,} {attr=%a}", E820_DIGITS_16, 0},
     E820_FORM_FREEBSD,
     0},
    {{"INT 15,e820 region [!%b,%e) type~%t{ (%k)}", E820_DIGITS_ANY, 0},
     E820_FORM_IPXE,
     E820_ROW_COMMENT},
    {{"Physical Memory Region from\\ !%b\\ size\\ %n\\ type~%t", E820_DIGITS_ANY, 0},
     E820_FORM_SEL4,
     E820_ROW_COMMENT},
    {{"[0x%b -> 0x%e] : 0x%n \\<%w{ (%h)}\\>", E820_DIGITS_ANY, LIMINE | LOG},
     E820_FORM_LIMINE,
     E820_ROW_COMMENT},
    {{"base_addr = 0x!%b, length = 0x%n, type = %t", E820_DIGITS_ANY, 0},
     E820_FORM_MULTIBOOT,
     E820_ROW_COMMENT},
    {{"base_addr = 0x!%b, length = 0x%n, %w", E820_DIGITS_ANY, GRUB}, E820_FORM_MULTIBOOT, 0},
    {{"<base_address|base addr|base|address|addr|start> <=|:> 0x%b <,|;> <length|len|size> <=|:> "
      "%d <,|;> type <=|:> %t",
      E820_DIGITS_ANY, 0},
     E820_FORM_MULTIBOOT,
     E820_ROW_COMMENT | E820_ROW_GENERIC},
    {{"<base_address|base addr|base|address|addr|start> <=|:> 0x%b~<length|len|size> <=|:> %d~type "
      "<=|:> %t",
      E820_DIGITS_ANY, 0},
     E820_FORM_MULTIBOOT,
     E820_ROW_COMMENT | E820_ROW_GENERIC},
    {{"<efi|EFI>: mem%h: [!%E |{attr=%v}{%V}] range=[0x%b-0x%e)", E820_DIGITS_16, 0},
     E820_FORM_EFI,
     E820_ROW_COMMENT},
    {{"<efi|EFI>: mem%h: [!%E |{attr=%v}{%V}] range=[0x%b-0x%l]", E820_DIGITS_16, 0},
     E820_FORM_EFI,
     E820_ROW_COMMENT},
    {{"<efi|EFI>: mem%h: type=!%y, attr=%v, range=[0x%b-0x%e)", E820_DIGITS_16, 0},
     E820_FORM_EFI,
     E820_ROW_COMMENT},
    {{"%E~%b-%l %h %s %V", E820_DIGITS_16, 0}, E820_FORM_EFI, 0},
    {{"%i: %b~-~%e =~!%t{ %q}", E820_DIGITS_WIDE, SHORT}, E820_FORM_SEABIOS, E820_ROW_COMMENT},
    {{"%i. %b-%l:~%w", E820_DIGITS_16, SHORT}, E820_FORM_COREBOOT, 0},
    {{"%b~-~%e E8!20_%w", E820_DIGITS_16, SHORT}, E820_FORM_CRASH, 0},
    {{"%b~-~%e (%t{ - E820_%k})", E820_DIGITS_16, SHORT}, E820_FORM_TBOOT, E820_ROW_COMMENT},
    {{"%b-%l (%t)", E820_DIGITS_16, 0}, E820_FORM_KEXEC, E820_ROW_COMMENT},
    {{"%L%b~-~!%e %w", E820_DIGITS_WIDE, LOG}, E820_FORM_LINUX_OLD, E820_ROW_LABELLED},
    {{"%L%n~@~!%b %w", E820_DIGITS_WIDE, LOG}, E820_FORM_LINUX_24, E820_ROW_LABELLED},
    {{"[%b, %l] %w", E820_DIGITS_WIDE, LOG}, E820_FORM_XEN, 0},
    {{"%b~-~%e %w", E820_DIGITS_WIDE, LOG}, E820_FORM_XEN, 0},
    {{"%b-%l\\ : %w", E820_DIGITS_MIN8, IOMEM}, E820_FORM_IOMEM, E820_ROW_NAMES},
};

const struct e820_row *e820_forms_get_rows(size_t *count)
{
    *count = sizeof rows / sizeof rows[0];
    return rows;
}

const char *e820_form_name(enum e820_form form)
{
    return forms[form].name;
}

const char *e820_form_title(enum e820_form form)
{
    return forms[form].title;
}

/* Exactly: an abbreviation would mean another form one day. "seed" is what strata
 * was called once. */
enum e820_form e820_form_find(const char *name)
{
    for (unsigned i = E820_FORM_NONE + 1; i < E820_FORM_COUNT; i++) {
        if (strcmp(name, forms[i].name) == 0)
            return (enum e820_form)i;
    }
    return strcmp(name, "seed") == 0 ? E820_FORM_STRATA : E820_FORM_NONE;
}

bool e820_form_is_sorted(enum e820_form form)
{
    return (forms[form].habits & SORTED) != 0;
}

bool e820_form_is_headed(enum e820_form form)
{
    return (forms[form].habits & HEADED) != 0;
}

static const char *const labels[] = {"BIOS-e820", "BIOS-e801", "BIOS-88",    "Xen",       "user",
                                     "modified",  "extended",  "setup_data", "clean-e820"};

#define LABEL_COUNT (sizeof labels / sizeof labels[0])

bool e820_label_is_known(const char *label)
{
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        if (strcmp(label, labels[i]) == 0)
            return true;
    }
    return false;
}

/* A map of the BIOS: a label that no other line of a log bears. */
bool e820_label_is_bios(const char *label)
{
    return strncmp(label, "BIOS-", 5) == 0 &&
           (e820_label_is_known(label) ||
            near_distance(label + 5, strlen(label + 5), "e820", 4) <= 2);
}

/* A short word is near to many others. */
bool e820_label_is_near(const char *label)
{
    size_t length = strlen(label);

    if (e820_label_is_known(label))
        return false;
    for (size_t i = 0; i < LABEL_COUNT; i++) {
        size_t size = strlen(labels[i]);
        if (near_distance(label, length, labels[i], size) <= (size < 6 ? 1 : 3))
            return true;
    }
    return false;
}
