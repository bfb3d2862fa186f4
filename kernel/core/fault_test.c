#include "kernel/core/fault.h"
#include "kernel/core/fault_place.h"

#include <string.h>

#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

#define P 1u /* present */
#define W 2u /* write */

/* alpha 0x101000-0x101100, dead_end 0x101100-0x101180, omega up to 0x102000. */
static const uint16_t steps[] = {0, 0x100, 0x80, 0xe80};
static const struct symbols symbols = {4, 0x101000, steps, "alpha\0dead_end\0omega\0"};

static struct machine machine;
static char text[8192];
static struct fmt_buffer buffer;

static int start(void **state)
{
    (void)state;
    fixture_machine_bochs(&machine);
    return 0;
}

static struct fmt_sink sink(void)
{
    return fmt_buffer_init(&buffer, text, sizeof text);
}

static struct fault page_fault(uint64_t address, uint32_t error_code)
{
    return (struct fault){.vector = FAULT_PAGE,
                          .error_code = error_code,
                          .has_address = true,
                          .address = address,
                          .registers.esp = LAYOUT_PM_STACK_END};
}

static const char *sentence(const struct fault *fault)
{
    fault_print_sentence(sink(), &machine, fault);
    return text;
}

static const char *report(const struct fault *fault)
{
    fault_print_report(sink(), &machine, &symbols, fault);
    return text;
}

static void assert_holds(const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is not in: %s", part, text);
}

static void page_faults_are_told_apart(void **state)
{
    static const struct {
        uint64_t address;
        uint32_t code;
        enum fault_kind kind;
        const char *said;
    } cases[] = {
        {0, 0, FAULT_KIND_NULL, "null pointer: read from 0x00000000 in page 0"},
        {0xfff, W, FAULT_KIND_NULL, "null pointer: write to 0x00000fff"},
        {0x1000, W, FAULT_KIND_RETIRED, "write to 0x00001000 in KERNEL_OFFSET1, which the loader"},
        {0x7bff, 0, FAULT_KIND_RETIRED, "read from 0x00007bff in REAL_STACK"},
        {0x7c00, 16, FAULT_KIND_RETIRED, "fetch from 0x00007c00 in STAGE1"},
        {0x9fff, W, FAULT_KIND_RETIRED, "in STAGE2"},
        {LAYOUT_PM_STACK_GUARD, W, FAULT_KIND_STACK, "stack overflow: the stack 0x8b000-0x90000"},
        {LAYOUT_PM_STACK_GUARD_END - 1, 0, FAULT_KIND_STACK, "ran into its guard page"},
        {LAYOUT_ROM, P | W, FAULT_KIND_ROM, "write to 0x000c0000 in ROM, which can only be read"},
        {FIXTURE_TEXT_START, P | W, FAULT_KIND_TEXT, "write to 0x00101000 in the kernel's code"},
        {FIXTURE_TEXT_END + 5, P | W, FAULT_KIND_TEXT, "code and constants"},
        {LAYOUT_KHEAP_MAX_ADDR, W, FAULT_KIND_WILD, "in frame 0x800, which is free: it was never"},
        {0x7feffff, 0, FAULT_KIND_WILD, "read from 0x07feffff in frame 0x7fef, which is free"},
        {0x7ff0000, 0, FAULT_KIND_UNMAPPED, "read from 0x07ff0000, where no memory is mapped"},
        {0xffffffff, W, FAULT_KIND_UNMAPPED, "write to 0xffffffff, where no memory is mapped"},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct fault fault = page_fault(cases[i].address, cases[i].code);
        if (fault_classify(&machine, &fault) != cases[i].kind)
            fail_msg("0x%llx", (unsigned long long)cases[i].address);
        sentence(&fault);
        assert_holds(cases[i].said);
    }
}

static void a_used_frame_is_wild_for_another_reason(void **state)
{
    uint32_t frame;

    (void)state;
    assert_int_equal(machine_alloc_frames(&machine, 1, "mine", &frame), STATUS_OK);
    struct fault fault = page_fault((uint64_t)frame << FRAME_SHIFT, W);
    sentence(&fault);
    assert_holds("which is used but not mapped: frames are reached through the window");
    report(&fault);
    assert_holds("KHEAP_MAX_ADDR+0x0, e820 free, frame 0x800 used, tag mine\n");
}

static void a_double_fault_at_the_stack_s_end_is_an_overflow(void **state)
{
    static const uint32_t overflown[] = {LAYOUT_PM_STACK_GUARD, LAYOUT_PM_STACK - 4,
                                         LAYOUT_PM_STACK, LAYOUT_PM_STACK + 16};
    static const uint32_t other[] = {LAYOUT_PM_STACK + 20, LAYOUT_PM_STACK_END};
    struct fault fault = {.vector = FAULT_DOUBLE};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(overflown); i++) {
        fault.registers.esp = overflown[i];
        assert_int_equal(fault_classify(&machine, &fault), FAULT_KIND_STACK);
    }
    for (size_t i = 0; i < LENGTH_OF(other); i++) {
        fault.registers.esp = other[i];
        assert_int_equal(fault_classify(&machine, &fault), FAULT_KIND_OTHER);
    }
    assert_string_equal(sentence(&fault), "double fault");
}

static void a_stack_pointer_on_no_stack_is_named_first(void **state)
{
    static const uint32_t nowhere[] = {0,
                                       LAYOUT_PM_STACK_GUARD - 4,
                                       LAYOUT_PM_STACK_END + 4,
                                       FIXTURE_KERNEL_START - 4,
                                       FIXTURE_KERNEL_END + 4,
                                       UINT32_MAX};
    static const uint32_t vectors[] = {0, 6, FAULT_DOUBLE, FAULT_GENERAL, FAULT_PAGE};

    (void)state;
    for (size_t i = 0; i < LENGTH_OF(nowhere) * LENGTH_OF(vectors); i++) {
        struct fault fault = {.vector = vectors[i % LENGTH_OF(vectors)],
                              .registers.esp = nowhere[i / LENGTH_OF(vectors)],
                              .address = 0x1234};
        assert_int_equal(fault_classify(&machine, &fault), FAULT_KIND_ESP);
        sentence(&fault);
        assert_holds("is outside the stack 0x8b000-0x90000 (");
        assert_holds(fault_name(fault.vector));
    }
}

static void a_line_on_an_exception_s_vector_is_no_exception(void **state)
{
    struct fault fault = {.vector = FAULT_DOUBLE, .has_line = true, .line = 0};

    (void)state;
    sentence(&fault);
    assert_holds("interrupt line 0 arrived as exception 8 (double fault)");
    report(&fault);
    if (strstr(text, "error code") != NULL)
        fail_msg("an interrupt has no error code: %s", text);
}

static void every_vector_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < FAULT_EXCEPTIONS; i++) {
        struct fault fault = {.vector = i, .registers.esp = 0};
        for (uint32_t j = 0; j < i; j++)
            assert_string_not_equal(fault_name(i), fault_name(j));
        report(&fault);
        assert_holds(fault_name(i));
    }
    assert_string_equal(fault_name(FAULT_GENERAL), "general protection");
    assert_string_equal(fault_name(FAULT_EXCEPTIONS), "panic");
    assert_string_equal(fault_name(FAULT_NOT_A_VECTOR), "panic");
}

static void error_codes_are_decoded(void **state)
{
    static const struct {
        uint32_t vector;
        uint32_t code;
        const char *said;
    } cases[] = {
        {6, 0, "exception 6 (invalid opcode), error code 0x0\n"},
        {13, 0, "exception 13 (general protection), error code 0x0\n"},
        {13, 0x402, "error code 0x402: IDT selector 0x400, vector 128\n"},
        {13, 0x7fb, "error code 0x7fb: IDT selector 0x7f8, external event, vector 255\n"},
        {11, 0x1c, "error code 0x1c: LDT selector 0x18\n"},
        {10, 0x20, "error code 0x20: GDT selector 0x20\n"},
        {12, 0xfff9, "error code 0xfff9: GDT selector 0xfff8, external event\n"},
        {14, 0, "error code 0x0: not present, by the kernel\n"},
        {14, 3, "error code 0x3: not allowed, by the kernel\n"},
        {14, 0xd, "error code 0xd: not allowed, reserved bit set, by the user\n"},
        {17, 0, "exception 17 (alignment check), error code 0x0\n"},
    };
    (void)state;
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct fault fault = {.vector = cases[i].vector, .error_code = cases[i].code};
        report(&fault);
        assert_holds(cases[i].said);
    }
}

static void a_panic_says_its_own_text(void **state)
{
    struct fault fault = {.vector = FAULT_NOT_A_VECTOR, .text = "100%s sure: it broke"};

    (void)state;
    fault.registers.eip = 0x101100; /* returned to, had dead_end's caller been called to return */
    assert_int_equal(fault_classify(&machine, &fault), FAULT_KIND_PANIC);
    assert_string_equal(sentence(&fault), "100%s sure: it broke");
    report(&fault);
    assert_null(strstr(text, "error code"));
    assert_null(strstr(text, "\naddress "));
    assert_holds("at alpha+0x100 (0x00101100)\n");
}

/* The place after a call that does not return may be the next function's first byte. */
static void places_of_callers_lie_in_the_caller(void **state)
{
    (void)state;
    fault_print_place(sink(), &symbols, 0x101100);
    assert_string_equal(text, "dead_end+0x0 (0x00101100)");
    fault_print_caller(sink(), &symbols, 0x101100);
    assert_string_equal(text, "alpha+0x100 (0x00101100)");
    fault_print_caller(sink(), &symbols, 0x102000);
    assert_string_equal(text, "omega+0xe80 (0x00102000)");
    fault_print_place(sink(), &symbols, 0x102000);
    assert_string_equal(text, "0x00102000");
    fault_print_caller(sink(), &symbols, 0x101000);
    assert_string_equal(text, "0x00101000");
}

static void code_bytes_stop_where_memory_does(void **state)
{
    (void)state;
    memcpy(machine.ops.reach(0x200000), "\x90\xcc\x0f\x0b", 4);
    fault_print_code(sink(), &machine, 0x200000);
    assert_holds("code at 0x00200000: 90 cc 0f 0b 00");
    machine.ops.reach = fixture_reach; /* it reaches no further than 8 MiB */
    fault_print_code(sink(), &machine, 0x7fffff);
    assert_string_equal(text, "code at 0x007fffff: 00\n");
    fault_print_code(sink(), &machine, 0xd0000000);
    assert_string_equal(text, "code at 0xd0000000:\n");
    fault_print_code(sink(), &machine, UINT32_MAX);
    assert_string_equal(text, "code at 0xffffffff:\n");
}

static void the_report_has_all_parts_in_order(void **state)
{
    static const char *const parts[] = {"divide error\nat alpha+0x4 (0x00101004)\n",
                                        "exception 0 (divide error), error code 0x0\n",
                                        "eax 00000001  ebx 00000002",
                                        "ebp 00000000  esp 0008ff00\n",
                                        "eip 00101004  eflags 00000202  cs 0008",
                                        "code at 0x00101004:",
                                        "backtrace: alpha+0x4",
                                        "log: line 3\nlog: line 4\nlog: line 5\nlog: line 6\n"
                                        "log: line 7\n"};
    struct fault fault = {
        .registers = {
            .eax = 1, .ebx = 2, .esp = 0x8ff00, .eip = 0x101004, .eflags = 0x202, .cs = 8}};

    (void)state;
    for (unsigned i = 0; i < 8; i++)
        machine_log(&machine, "line %u", i);
    const char *at = report(&fault);
    for (size_t i = 0; i < LENGTH_OF(parts); i++) {
        at = strstr(at, parts[i]);
        if (at == NULL)
            fail_msg("'%s' is not in its place in: %s", parts[i], text);
    }
    assert_null(strstr(text, "line 2"));
}

/* Whatever a fault holds, its report ends, and stays in its bounds. */
static void any_fault_at_all_is_reported(void **state)
{
    uint64_t random = 4711;

    (void)state;
    for (unsigned i = 0; i < 20000; i++) {
        struct fault fault;
        uint32_t *words = (uint32_t *)&fault;
        for (size_t j = 0; j < sizeof fault / 4; j++)
            words[j] = (uint32_t)(random_next(&random) >> random_below(&random, 33));
        fault.vector = random_below(&random, 34);
        fault.has_address = random_below(&random, 2);
        fault.has_line = random_below(&random, 2);
        fault.text[FAULT_TEXT_SIZE - 1] = '\0';
        fault.note[FAULT_NOTE_SIZE - 1] = '\0';
        report(&fault);
        assert_holds("eflags");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(page_faults_are_told_apart, start),
        cmocka_unit_test_setup(a_used_frame_is_wild_for_another_reason, start),
        cmocka_unit_test_setup(a_double_fault_at_the_stack_s_end_is_an_overflow, start),
        cmocka_unit_test_setup(a_stack_pointer_on_no_stack_is_named_first, start),
        cmocka_unit_test_setup(a_line_on_an_exception_s_vector_is_no_exception, start),
        cmocka_unit_test_setup(every_vector_has_a_name_of_its_own, start),
        cmocka_unit_test_setup(error_codes_are_decoded, start),
        cmocka_unit_test_setup(a_panic_says_its_own_text, start),
        cmocka_unit_test_setup(places_of_callers_lie_in_the_caller, start),
        cmocka_unit_test_setup(code_bytes_stop_where_memory_does, start),
        cmocka_unit_test_setup(the_report_has_all_parts_in_order, start),
        cmocka_unit_test_setup(any_fault_at_all_is_reported, start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
