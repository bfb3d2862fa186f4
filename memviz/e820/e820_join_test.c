#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/core/e820.h"
#include "memviz/memory/e820_join.h"
#include "memviz/memory/heap_tags.h"

static void add_raw(struct model *model, const struct e820_entry *entry)
{
    assert_true(indexed_put(&model->raw, indexed_end(&model->raw), 0, entry));
}

/* The clean map as the kernel would report it. */
static void clean_by_the_kernels_rules(struct model *model)
{
    struct e820_entry raw[E820_RAW_MAX];
    struct e820_range clean[E820_CLEAN_MAX];

    for (unsigned i = 0; i < indexed_end(&model->raw); i++) {
        const struct e820_entry *entry = indexed_get(&model->raw, i);
        raw[i] = *entry;
    }
    size_t count = e820_clean(raw, indexed_end(&model->raw), clean);
    for (unsigned i = 0; i < count; i++)
        assert_true(indexed_put(&model->clean, i, (uint32_t)count, &clean[i]));
}

static void assert_joined(const struct model *model, unsigned i, const char *sources,
                          const char *rule)
{
    char text[96];

    e820_join_format_sources(text, sizeof text, model, i);
    assert_string_equal(text, sources);
    e820_join_format_rule(text, sizeof text, model, i);
    assert_string_equal(text, rule);
}

static void every_rule_is_named(void **state)
{
    (void)state;
    struct model *model = model_create();
    static const struct e820_entry raw[] = {
        {0x0, 0x1000, 1, 1},
        {0x2000, 0x2000, 1, 1},
        {0x4000, 0x1000, 1, 1},
        {0x6000, 0x2000, 1, 1},
        {0x7000, 0x1000, 2, 1},
        {0x9000, 0x1000, 99, 1},
        {UINT64_MAX - 0xfff, 0x2000, 3, 1},
        {0x0, 0x1000, 2, 0},
        {0x100, 0, 2, 1},
    };
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++)
        add_raw(model, &raw[i]);
    clean_by_the_kernels_rules(model);
    assert_int_equal(indexed_end(&model->clean), 6);
    assert_joined(model, 0, "0", "as it is");
    assert_joined(model, 1, "1 2", "joined");
    assert_joined(model, 2, "3", "cut");
    assert_joined(model, 3, "4 (3)", "wins");
    assert_joined(model, 4, "5", "bad type");
    assert_joined(model, 5, "6", "clipped");
    assert_joined(model, 6, "-", "-");
    model_destroy(model);
}

static void long_joins_are_cut_and_not_overrun(void **state)
{
    (void)state;
    struct model *model = model_create();
    for (unsigned i = 0; i < 100; i++)
        add_raw(model, &(struct e820_entry){i * 0x1000u, 0x1000, 1, 1});
    clean_by_the_kernels_rules(model);
    char text[8];
    e820_join_format_sources(text, sizeof text, model, 0);
    assert_string_equal(text, "0 1 2 3");
    model_destroy(model);
}

static void allocations_are_summed_by_tag(void **state)
{
    (void)state;
    struct model *model = model_create();
    static const struct model_alloc allocs[] = {
        {0x100, 10, "b"}, {0x200, 100, "a"}, {0x300, 200, "b"}, {0x400, 100, "c"}};
    for (unsigned i = 0; i < 4; i++)
        assert_true(indexed_put(&model->allocs, i == 3 ? 5 : i, 0, &allocs[i]));
    struct heap_tags tags;
    heap_tags_build(&tags, model);
    assert_int_equal(tags.count, 3);
    assert_int_equal(tags.total, 410);
    assert_string_equal(tags.tags[0].tag, "b");
    assert_int_equal(tags.tags[0].size, 210);
    assert_int_equal(tags.tags[0].count, 2);
    assert_string_equal(tags.tags[1].tag, "a");
    assert_string_equal(tags.tags[2].tag, "c");
    model_destroy(model);
}

static void too_many_tags_are_summed_as_others(void **state)
{
    (void)state;
    struct model *model = model_create();
    for (unsigned i = 0; i < 2 * HEAP_TAGS_MAX; i++) {
        struct model_alloc alloc = {i * 0x100u, 1, ""};
        snprintf(alloc.tag, sizeof alloc.tag, "tag %u", i);
        assert_true(indexed_put(&model->allocs, i, 0, &alloc));
    }
    struct heap_tags tags;
    heap_tags_build(&tags, model);
    assert_int_equal(tags.count, HEAP_TAGS_MAX);
    assert_string_equal(tags.tags[0].tag, "(others)");
    assert_int_equal(tags.tags[0].count, HEAP_TAGS_MAX + 1);
    assert_int_equal(tags.total, 2 * HEAP_TAGS_MAX);
    model_destroy(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_is_named),
        cmocka_unit_test(long_joins_are_cut_and_not_overrun),
        cmocka_unit_test(allocations_are_summed_by_tag),
        cmocka_unit_test(too_many_tags_are_summed_as_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
