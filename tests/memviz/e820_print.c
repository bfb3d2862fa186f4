#include "tests/memviz/e820_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A number or a word of an entry, with its NUL. */
#define VALUE_SIZE 48u

/* $ and a letter is a value: b base, e end, l last byte, n length, in 16 digits; B, E and
 * N without padding; p and q base and last byte in 8 digits at least; D length in
 * decimal; t type, x type in hex, X in two digits, i index; w, k, s, o and f the type in
 * words of Linux, the same in brackets, of coreboot, of /proc/iomem, of EFI. */
static const struct {
    const char *heading;
    const char *entries[2]; /* of an older version and of a newer one */
} forms[E820_FORM_COUNT] = {
    [E820_FORM_STRATA] = {"", {"BIOS-e820: [base=0x$b length=0x$n] type=$t ($u)"}},
    [E820_FORM_LINUX] = {"[    0.000000] BIOS-provided physical RAM map:",
                         {"BIOS-e820: [mem 0x$b-0x$l] $w"}},
    [E820_FORM_LINUX_OLD] = {"BIOS-provided physical RAM map:", {" BIOS-e820: $b - $e $k"}},
    [E820_FORM_LINUX_24] = {"BIOS-provided physical RAM map:", {" BIOS-e820: $n @ $b $k"}},
    [E820_FORM_XEN] = {"(XEN) Xen-e820 RAM map:", {"(XEN)  $b - $e $k", "(XEN)  [$b, $l] $k"}},
    [E820_FORM_FREEBSD] = {"", {"SMAP type=$X base=$b len=$n"}},
    [E820_FORM_MULTIBOOT] = {"", {"base_addr = 0x$B, length = 0x$N, type = 0x$x"}},
    [E820_FORM_SEABIOS] = {"e820 map has $c items:", {"  $i: $b - $e = $t $s"}},
    [E820_FORM_COREBOOT] = {"coreboot memory table:", {" $i. $b-$l: $s"}},
    [E820_FORM_TBOOT] = {"TBOOT: original e820 map:", {"TBOOT: \t$b - $e  ($t)"}},
    [E820_FORM_CRASH] = {"      PHYSICAL ADDRESS RANGE         TYPE", {"$b - $e  E820_$s"}},
    [E820_FORM_SEL4] = {"Parsing GRUB physical memory map",
                        {"\tPhysical Memory Region from $B size $N type $t"}},
    [E820_FORM_LIMINE] = {"", {"e820: [0x$B -> 0x$E] : 0x$N  <$w>"}},
    [E820_FORM_IPXE] = {"", {"INT 15,e820 region [$B,$E) type $t"}},
    [E820_FORM_KEXEC] = {"E820 memmap:", {"$b-$l ($t)"}},
    [E820_FORM_IOMEM] = {"$ cat /proc/iomem", {"$p-$q : $o"}},
    [E820_FORM_EFI] = {"",
                       {"efi: mem0$i: [$f|   |  |  |  |   |WB|WT|WC|UC] range=[0x$b-0x$e) (0MB)"}},
};

static const char *get_word(const char *const words[5], uint32_t type, char number[32])
{
    if (type >= 1 && type <= 5)
        return words[type - 1];
    if (type == 7 || type == 12)
        snprintf(number, 32, "persistent (type %u)", type);
    else if (type == 0xefffffff)
        return "soft reserved";
    else
        snprintf(number, 32, "type %u", type);
    return number;
}

const char *log_iomem_word(uint32_t type)
{
    static const char *const words[] = {"System RAM", "Reserved", "ACPI Tables",
                                        "ACPI Non-volatile Storage", "Unusable memory"};

    if (type >= 1 && type <= 5)
        return words[type - 1];
    return type == 7            ? "Persistent Memory"
           : type == 12         ? "Persistent Memory (legacy)"
           : type == 0xefffffff ? "Soft Reserved"
                                : "Unknown E820 type";
}

static const char *print_word(char letter, uint32_t type, char text[VALUE_SIZE])
{
    static const char *const linux_words[] = {"usable", "reserved", "ACPI data", "ACPI NVS",
                                              "unusable"};
    static const char *const short_words[] = {"RAM", "RESERVED", "ACPI", "NVS", "UNUSABLE"};
    static const char *const efi_words[] = {"Conventional Memory", "Reserved           ",
                                            "ACPI Reclaim Memory", "ACPI Memory NVS    ",
                                            "Unusable Memory    "};
    char number[32];

    switch (letter) {
    case 'w':
        snprintf(text, VALUE_SIZE, "%s", get_word(linux_words, type, number));
        return text;
    case 'k':
        snprintf(text, VALUE_SIZE, type >= 1 && type <= 5 ? "(%s)" : "%s",
                 get_word(linux_words, type, number));
        return text;
    case 's':
        if (type == 7 || type == 12 || type == 0xefffffff)
            snprintf(text, VALUE_SIZE, "type %u", type);
        else
            snprintf(text, VALUE_SIZE, "%s", get_word(short_words, type, number));
        return text;
    case 'f':
        snprintf(text, VALUE_SIZE, "%s", get_word(efi_words, type, number));
        return text;
    case 'u':
        return e820_type_name(type);
    default:
        return log_iomem_word(type);
    }
}

/* The value that a letter stands for. */
static void print_value(char out[VALUE_SIZE], char letter, const struct e820_entry *entry,
                        unsigned index)
{
    uint64_t end = entry->base + entry->length;
    char text[VALUE_SIZE];

    switch (letter) {
    case 'b':
    case 'e':
    case 'l':
    case 'n':
        snprintf(out, VALUE_SIZE, "%016" PRIx64,
                 letter == 'b'   ? entry->base
                 : letter == 'e' ? end
                 : letter == 'l' ? end - 1
                                 : entry->length);
        break;
    case 'B':
    case 'E':
    case 'N':
        snprintf(out, VALUE_SIZE, "%" PRIx64,
                 letter == 'B'   ? entry->base
                 : letter == 'E' ? end
                                 : entry->length);
        break;
    case 'p':
    case 'q':
        snprintf(out, VALUE_SIZE, "%08" PRIx64, letter == 'p' ? entry->base : end - 1);
        break;
    case 't':
    case 'i':
    case 'c':
        snprintf(out, VALUE_SIZE, "%u", letter == 't' ? entry->type : index);
        break;
    case 'x':
    case 'X':
        snprintf(out, VALUE_SIZE, letter == 'x' ? "%x" : "%02x", entry->type);
        break;
    default:
        snprintf(out, VALUE_SIZE, "%s", print_word(letter, entry->type, text));
        break;
    }
}

static void print(char out[E820_PRINT_SIZE], const char *format, const struct e820_entry *entry,
                  unsigned index)
{
    char value[VALUE_SIZE];
    size_t length = 0;

    out[0] = '\0';
    for (const char *c = format; *c != '\0' && length + 1 < E820_PRINT_SIZE; c++) {
        if (*c == '$' && c[1] != ' ') {
            print_value(value, *++c, entry, index);
            snprintf(out + length, E820_PRINT_SIZE - length, "%s", value);
            length += strlen(out + length);
        } else {
            out[length++] = *c;
            out[length] = '\0';
        }
    }
}

void log_print_entry(char out[E820_PRINT_SIZE], enum e820_form form, const struct e820_entry *entry,
                     unsigned index)
{
    const char *other = forms[form].entries[1];
    bool old = index < E820_PRINT_NEWER || other == NULL;

    print(out, old ? forms[form].entries[0] : other, entry, index % E820_PRINT_NEWER);
}

void log_print_heading(char out[E820_PRINT_SIZE], enum e820_form form, size_t count)
{
    static const struct e820_entry nothing;

    print(out, forms[form].heading, &nothing, (unsigned)count);
}
