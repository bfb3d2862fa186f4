/*
 * An entry of every form, and the names of types and forms.
 */
#include "memviz/e820/forms/e820_forms.h"

#include <string.h>

#include "memviz/e820/forms/e820_line.h"
#include "memviz/e820/forms/e820_words.h"
#include "tests/core/check.h"

struct good_line {
    const char *text;
    enum e820_form form;
    const char *label;
    struct e820_entry entry;
};

static struct e820_items items;

/* The first item of a line by itself, with no map around it; NULL for none. */
static const struct e820_item *read_line(const char *text)
{
    static const struct e820_hint nothing = {NULL, "", false};

    assert_true(e820_line_scan(&items, text, &nothing));
    return items.count > 0 ? &items.list[0] : NULL;
}

static const struct good_line good_lines[] = {
    {"BIOS-e820: [base=0x0000000000100000 length=0x0000000007ee0000] type=1 (free)",
     E820_FORM_STRATA,
     "BIOS-e820",
     {0x100000, 0x7ee0000, 1, 1}},
    {"BIOS-e820: [base=0x0 length=0x400] type=3 (acpi) attr=0x2 (to be ignored)",
     E820_FORM_STRATA,
     "BIOS-e820",
     {0, 0x400, 3, 2}},
    {"[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
     E820_FORM_LINUX,
     "BIOS-e820",
     {0, 0x9fc00, 1, 1}},
    {"[    0.000000][    T0] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff]  System RAM",
     E820_FORM_LINUX,
     "BIOS-e820",
     {0, 0x9fc00, 1, 1}},
    {"<6>[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff]    1   KB device "
     "reserved",
     E820_FORM_LINUX,
     "BIOS-e820",
     {0x9fc00, 0x400, 2, 1}},
    {"BIOS-e820: [mem 0x0000000100000000-0x00000001ffffffff]    4.0 GB kernel usable RAM",
     E820_FORM_LINUX,
     "BIOS-e820",
     {0x100000000, 0x100000000, 1, 1}},
    {"Mar  3 10:00:00 host kernel: BIOS-e820: [mem 0x0000000000001000-0x0000000000000fff] type 20",
     E820_FORM_LINUX,
     "BIOS-e820",
     {0x1000, 0, 20, 1}},
    {"user: [mem 0x0000000240000000-0x00000002bfffffff] persistent (type 12)",
     E820_FORM_LINUX,
     "user",
     {0x240000000, 0x80000000, 12, 1}},
    {"reserve setup_data: [mem 0x0000000000100000-0xffffffffffffffff] soft reserved",
     E820_FORM_LINUX,
     "setup_data",
     {0x100000, 0xfffffffffff00000, 0xefffffff, 1}},
    {" BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)",
     E820_FORM_LINUX_OLD,
     "BIOS-e820",
     {0, 0x9fc00, 1, 1}},
    {" BIOS-88: 0000000000100000 - 0000000004000000 (usable)",
     E820_FORM_LINUX_OLD,
     "BIOS-88",
     {0x100000, 0x3f00000, 1, 1}},
    {" Xen: 00000000000f0000 - 0000000000100000 type 9",
     E820_FORM_LINUX_OLD,
     "Xen",
     {0xf0000, 0x10000, 9, 1}},
    {" BIOS-e820: 000000000009fc00 @ 0000000000000000 (usable)",
     E820_FORM_LINUX_24,
     "BIOS-e820",
     {0, 0x9fc00, 1, 1}},
    {" BIOS-e820: 00010000 @ 000f0000 (reserved)",
     E820_FORM_LINUX_24,
     "BIOS-e820",
     {0xf0000, 0x10000, 2, 1}},
    {"(XEN)  000000000009c800 - 00000000000a0000 (ACPI NVS)",
     E820_FORM_XEN,
     "",
     {0x9c800, 0x3800, 4, 1}},
    {"(XEN) [2021-04-01 08:00:00]  [0000000000001000, 000000000008ffff] (ACPI data)",
     E820_FORM_XEN,
     "",
     {0x1000, 0x8f000, 3, 1}},
    {"SMAP type=03 base=00000000cf790000 len=000000000000e000",
     E820_FORM_FREEBSD,
     "",
     {0xcf790000, 0xe000, 3, 1}},
    {"SMAP type=01, xattr=00, base=0000000000000000, len=000000000009f400",
     E820_FORM_FREEBSD,
     "",
     {0, 0x9f400, 1, 0}},
    {"SMAP type=ff base=0000000000100000 len=0000000000001000 attr=01",
     E820_FORM_FREEBSD,
     "",
     {0x100000, 0x1000, 255, 1}},
    {" size = 0x14, base_addr = 0x0100000, length = 0x07ee0000, type = 0x1",
     E820_FORM_MULTIBOOT,
     "",
     {0x100000, 0x7ee0000, 1, 1}},
    {"base_addr = 0xfffc0000, length = 0x40000, reserved RAM",
     E820_FORM_MULTIBOOT,
     "",
     {0xfffc0000, 0x40000, 2, 1}},
    {"base_addr = 0x0, length = 0x1000, type = 16", E820_FORM_MULTIBOOT, "", {0, 0x1000, 16, 1}},
    {"(d1) [2021-04-01]   1: 000000000009fc00 - 00000000000a0000 = 2 RESERVED",
     E820_FORM_SEABIOS,
     "",
     {0x9fc00, 0x400, 2, 1}},
    {" 4. 000000007e6f0000-000000007e701fff: ACPI",
     E820_FORM_COREBOOT,
     "",
     {0x7e6f0000, 0x12000, 3, 1}},
    {"TBOOT: \t000000000009d800 - 00000000000a0000  (2 - E820_RESERVED)",
     E820_FORM_TBOOT,
     "",
     {0x9d800, 0x2800, 2, 1}},
    {"TBOOT:  0000000000000000 - 0000000000058000  (1)", E820_FORM_TBOOT, "", {0, 0x58000, 1, 1}},
    {"000000007e702000 - 000000007e800000  E820_NVS",
     E820_FORM_CRASH,
     "",
     {0x7e702000, 0xfe000, 4, 1}},
    {"\tPhysical Memory Region from 9e000 size 2000 type 2",
     E820_FORM_SEL4,
     "",
     {0x9e000, 0x2000, 2, 1}},
    {"e820: [0x9fc00 -> 0xa0000] : 0x400  <Reserved>",
     E820_FORM_LIMINE,
     "",
     {0x9fc00, 0x400, 2, 1}},
    {"INT 15,e820 region [9fc00,a0000) type 2 (enabled)",
     E820_FORM_IPXE,
     "",
     {0x9fc00, 0x400, 2, 1}},
    {"INT 15,e820 region [0,1000) type 1 (disabled, non-volatile)",
     E820_FORM_IPXE,
     "",
     {0, 0x1000, 1, 0}},
    {"[  173.113298] 0000000000000000-000000000008efff (1)",
     E820_FORM_KEXEC,
     "",
     {0, 0x8f000, 1, 1}},
    {"SMAP type=01 base=00000001_00000000 len=00000001_80000000",
     E820_FORM_FREEBSD,
     "",
     {0x100000000, 0x180000000, 1, 1}},
    {"[Kernel]: MM: Multiboot mmap: address=0x100000000, length=6442450944, type=1",
     E820_FORM_MULTIBOOT,
     "",
     {0x100000000, 0x180000000, 1, 1}},
    {"efi: mem01: [Loader Data        |RUN|  |  |  |  |  |  |   |WB|WT|WC|UC] "
     "range=[0x0000000000001000-0x0000000000001fff] (0MB)",
     E820_FORM_EFI,
     "",
     {0x1000, 0x1000, 1, 1}},
    {"efi: mem00: type=11, attr=0x8000000000000001, "
     "range=[0x00000000fec00000-0x00000000fec01000) (0MB)",
     E820_FORM_EFI,
     "",
     {0xfec00000, 0x1000, 2, 1}},
    {"EFI: mem02: [Conventional Memory|attr=0x4000f] "
     "range=[0x0000000000058000-0x0000000000059000) (0MB)",
     E820_FORM_EFI,
     "",
     {0x58000, 0x1000, 0xefffffff, 1}},
    {"ACPI-rec  000000007e6f0000-000000007e701fff 00000012     72KiB UC WC WT WB",
     E820_FORM_EFI,
     "",
     {0x7e6f0000, 0x12000, 3, 1}},
    {"000a0000-000fffff : Reserved", E820_FORM_IOMEM, "", {0xa0000, 0x60000, 2, 1}},
    {"    100000000-63fffffff : System RAM", E820_FORM_IOMEM, "", {0x100000000, 0x540000000, 1, 1}},
};

static void every_form_gives_its_entry(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good_lines / sizeof good_lines[0]; i++) {
        const struct good_line *good = &good_lines[i];
        const struct e820_item *item = read_line(good->text);
        if (item == NULL || item->kind != E820_ITEM_ENTRY || item->row->form != good->form ||
            strcmp(item->match.label, good->label) != 0 ||
            item->match.entry.base != good->entry.base ||
            item->match.entry.length != good->entry.length ||
            item->match.entry.type != good->entry.type ||
            item->match.entry.attr != good->entry.attr)
            fail_msg("%s: kind %d, %s", good->text, item != NULL ? (int)item->kind : -1,
                     item != NULL ? item->problem : "");
    }
}

/* Reads the whole of text as a type of any vocabulary. */
static bool parse_words(const char *text, uint32_t *type)
{
    uint32_t found;
    size_t length = e820_words_match(text, E820_WORDS_ALL, &found);

    if (length == 0 || text[length] != '\0')
        return false;
    *type = found;
    return true;
}

static void words_are_types(void **state)
{
    uint32_t type = 77;

    (void)state;
    assert_true(parse_words("SYSTEM ram", &type));
    assert_int_equal(type, 1);
    assert_true(parse_words("(unusable)", &type));
    assert_int_equal(type, 5);
    assert_true(parse_words("persistent (type 7)", &type));
    assert_int_equal(type, 7);
    assert_true(parse_words("Persistent Memory (legacy)", &type));
    assert_int_equal(type, 12);
    assert_true(parse_words("(type 4294967295)", &type));
    assert_true(type == UINT32_MAX);
    assert_true(parse_words("type 0x14", &type));
    assert_int_equal(type, 20);
    assert_true(parse_words("Unknown E820 type", &type));
    assert_int_equal(type, 0);
    type = 77;
    assert_false(parse_words("", &type));
    assert_false(parse_words("()", &type));
    assert_false(parse_words("usable ==> reserved", &type));
    assert_false(parse_words("type -1", &type));
    assert_false(parse_words("type 99999999999999999999", &type));
    assert_false(parse_words("(type 7", &type));
    assert_int_equal(type, 77);
}

static void form_names_find_their_forms(void **state)
{
    (void)state;
    for (unsigned i = E820_FORM_NONE + 1; i < E820_FORM_COUNT; i++)
        assert_int_equal(e820_form_find(e820_form_name((enum e820_form)i)), i);
    assert_int_equal(e820_form_find("none"), E820_FORM_NONE);
    assert_int_equal(e820_form_find("seed"), E820_FORM_STRATA);
    assert_int_equal(e820_form_find("Linux"), E820_FORM_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gives_its_entry),
        cmocka_unit_test(words_are_types),
        cmocka_unit_test(form_names_find_their_forms),
    };

    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    e820_items_free(&items);
    return failed;
}
