/*
 * What stands around entries in a log, what only looks like one, and what was one before it
 * was damaged.
 */
#include "memviz/e820/forms/e820_line.h"

#include <string.h>

#include "tests/core/check.h"

static struct e820_items items;

/* The first item of a line by itself, with no map around it; NULL for none. */
static const struct e820_item *read_line(const char *text)
{
    static const struct e820_hint nothing = {NULL, "", false};

    assert_true(e820_line_scan(&items, text, &nothing));
    return items.count > 0 ? &items.list[0] : NULL;
}

static void what_surrounds_a_map_is_no_entry(void **state)
{
    static const char *const others[] = {
        "pci_bus 0000:00: root bus resource [mem 0x000a0000-0x000bffff window]",
        "pci 0000:00:02.0: reg 0x10: [mem 0xf0000000-0xf0ffffff 64bit pref]",
        "e820: update [mem 0x00000000-0x00000fff] usable ==> reserved",
        "e820: remove [mem 0x000a0000-0x000fffff] usable",
        "PM: hibernation: Registered nosave memory: [mem 0x00000000-0x00000fff]",
        "ACPI: Reserving FACP table memory at [mem 0x7ffe1724-0x7ffe1797]",
        "0x0000000000010000 - 0x000000000009bfff, 573440 bytes (140 pages)",
        "(XEN)  Dom0 alloc.:   0000000420000000->0000000428000000 (507016 pages)",
        "x86/cpu: SMAP enabled",
        "base_addr of the board: unknown",
        "deadbeef-0000-1111-2222-333344445555 : uuid",
        "123-456 : too few digits",
    };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const struct e820_item *item = read_line(others[i]);
        if (item != NULL && item->kind != E820_ITEM_UNENDED)
            fail_msg("%s: taken as kind %d", others[i], item->kind);
    }
}

static void damaged_entries_are_named_and_not_guessed(void **state)
{
    static const char *const broken[] = {
        "BIOS-e820: [base=0x00000000001g0000 length=0x1000] type=1",
        "BIOS-e820: [base=0x0 length=0x10000000000000000] type=1",
        "BIOS-e820: [base=0x0 length=0x1000] type=",
        "BIOS-e820: [base=0x0 length=0x1000] type=4294967296",
        "BIOS-e820: [base=0x0 length=0x1000] type=1x",
        "BIOS-e820: [base=0x0 length=0x1000] type=2 (free)",
        "BIOS-e820: [base=0x0 length=0x1000] type=2 (reserved) atr=0x0",
        "BIOS-e820: [mem 0x0000000000000000-0x00000",
        "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usab",
        "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff]",
        "BIOS-e820: [mem 0x0000000000000000-0x0000000000000fff] usable ==> reserved",
        "BIOS-e820: [mem 0x00000000000000000-0x0000000000000fff] usable",
        "BIOS-e828: [mem 0x0000000000000000-0x0000000000000fff] usable",
        "BIOS-e820: [nem 0x0000000000000000-0x0000000000000fff] usable",
        " BIOS-e820 0000000000000000 - 000000000009fc00 (usable)",
        " BIOS-e820: 0000000000000000 - 000000000009fc00 (usab",
        " BIOS-e820: 000000000009fc00 @ 0000000000000000",
        " BIOS-e820: 00000000000000 - 000000000009fc00 (usable)",
        "SMAP type=01 base=0000000000000000",
        "SMAP type=zz base=0000000000000000 len=0000000000001000",
        "SMAP type=01 base=0000000000000000 len=0000000000001000 and more",
        "base_addr = 0x0, length = 0x1000, type = 0\"3",
        "base_addr = 0x0, length = 0x1000, type = 0 3",
        "\tPhysical Memory Region from 9e00  size 2000 type 2",
        "\tPhysical Memory Region from 9e000 size  000 type 2",
        "00100000-7e6effff : System RA=> > ",
        "00100000-7e6effff : System RAN",
        "00100000-7e6effff : System ROM",
        "00100000-7e6effff : System RAM here",
        "  3: 0000000000100000 - 000000007e6f0000 = 2 RAM",
    };

    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const struct e820_item *item = read_line(broken[i]);
        bool meant = item != NULL && (item->kind == E820_ITEM_BROKEN ||
                                      (item->kind == E820_ITEM_UNENDED && item->match.committed));
        if (!meant || item->problem[0] == '\0')
            fail_msg("%s: taken as kind %d", broken[i], item != NULL ? (int)item->kind : -1);
    }
}

static void lines_that_are_known_but_hold_nothing(void **state)
{
    (void)state;
    assert_null(read_line(""));
    assert_true(items.blank);
    assert_null(read_line("  # type=1"));
    assert_true(items.commented && !items.blank);
    assert_int_equal(read_line("BIOS-e820: [gap 0x00000000000a0000-0x00000000000effff]")->kind,
                     E820_ITEM_FILLER);
    assert_int_equal(read_line("  c0000000-febfffff : PCI Bus 0000:00")->kind, E820_ITEM_FILLER);
    assert_int_equal(read_line("  100000000-13fffffff : System RAM (kmem)")->kind,
                     E820_ITEM_FILLER);
    assert_int_equal(read_line("(d1) e820 map has 8 items:")->kind, E820_ITEM_COUNT);
    assert_int_equal(items.list[0].match.index, 8);
    assert_int_equal(read_line("(XEN) Xen-e820 RAM map:")->kind, E820_ITEM_HEADING);
    assert_string_equal(items.list[0].match.label, "Xen-e820");
    assert_int_equal(read_line("** 2 printk messages dropped **")->kind, E820_ITEM_LOSS);
    assert_int_equal(read_line("[...]")->kind, E820_ITEM_LOSS);
    assert_int_equal(read_line("[    0.0] Linux version 6.1.0-13-amd64 (x)")->kind,
                     E820_ITEM_PRINTER);
    assert_string_equal(items.list[0].note, "Linux 6.1.0-13-amd64");
}

static void a_line_may_hold_several_entries(void **state)
{
    static const char text[] =
        "[    0.000000] BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable "
        "[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved "
        "[    0.000000] BIOS-e82: [mem 0x00000000000f0000-0x00000000000fffff] reserved "
        "[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007ffeffff] usable";

    (void)state;
    read_line(text);
    assert_int_equal(items.count, 4);
    assert_int_equal(items.list[0].kind, E820_ITEM_ENTRY);
    assert_int_equal(items.list[2].kind, E820_ITEM_BROKEN);
    assert_true(items.list[3].match.entry.base == 0x100000);
}

static void what_is_close_to_the_shape_is_in_doubt(void **state)
{
    static const char *const close[] = {
        "(XEN)  [0000000000100000, 00000007e6effff] (usable)",
        "(XEN)  0000000000100000, 000000007e6effff] (usable)",
        "(XEN)  [0000000000100000 000000007e6effff] (usable)",
        "(XEN)  [0000000000l00000, 000000007e6effff] (usable)",
    };
    static const struct e820_hint nothing = {NULL, "", false};

    (void)state;
    assert_true(
        e820_line_scan(&items, "(XEN)  [0000000000000000, 000000000009d7ff] (usable)", &nothing));
    const struct e820_hint hint = {items.list[0].row, "", true};
    for (size_t i = 0; i < sizeof close / sizeof close[0]; i++) {
        assert_true(e820_line_scan(&items, close[i], &hint));
        if (items.count == 0 || items.list[0].kind != E820_ITEM_DOUBTFUL)
            fail_msg("%s: no doubt", close[i]);
    }
    assert_true(e820_line_scan(&items, "(XEN) ACPI: RSDP 000F0490, 0024 (r2 LAB   )", &hint));
    assert_int_equal(items.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_surrounds_a_map_is_no_entry),
        cmocka_unit_test(damaged_entries_are_named_and_not_guessed),
        cmocka_unit_test(lines_that_are_known_but_hold_nothing),
        cmocka_unit_test(a_line_may_hold_several_entries),
        cmocka_unit_test(what_is_close_to_the_shape_is_in_doubt),
    };

    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    e820_items_free(&items);
    return failed;
}
