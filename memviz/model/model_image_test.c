#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#include "memviz/model/export.h"
#include "memviz/model/model_image.h"
#include "tests/memviz/test_stream.h"

/* Makes a model in which everything is known. No text is sent twice, so the bytes
 * after the ends of the texts are still zero. */
static void tell_everything(struct test_stream *stream)
{
    test_stream_open(stream);
    for (unsigned step = 1; step <= BOOT_STEP_COUNT; step++) {
        char members[64];
        snprintf(members, sizeof members, "'t':'boot','step':%u,'tsc':'%x'", step, step * 1000);
        test_stream_send(stream, members);
    }
    test_stream_send_machine(stream);
    test_stream_send(stream, "'t':'fail','code':'K3','text':'it failed'");
    test_stream_send(stream, "'t':'fault','vector':14,'name':'page fault','eip':'100123',"
                             "'address':'ffff0000','place':'f+3','text':'it faulted'");
    for (unsigned i = 0; i < 700; i++) {
        char members[128];
        snprintf(members, sizeof members, "'t':'log','i':%u,'tsc':'%x','text':'line %04u'", i, i,
                 i);
        test_stream_send(stream, members);
        snprintf(members, sizeof members, "'t':'beat','ms':%u,'lost':3", i * 1000);
        test_stream_send(stream, members);
        snprintf(members, sizeof members, "'t':'frames','from':'%x','runs':'%c1'", i % 16,
                 i % 3 == 0 ? 'F' : 'U');
        test_stream_send(stream, members);
    }
    test_stream_send(stream, "'t':'sum','block':0,'crc':'12345678'");
    stream->n++;
    test_stream_send(stream, "'t':'snap','k':1");
}

/* Lists are compared by what --json reports of them, because the bytes after the
 * ends of their texts are not defined. */
static void assert_same_lists(const struct model *one, const struct model *other)
{
    json_t *first = export_model((struct model *)one);
    json_t *second = export_model((struct model *)other);

    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    assert_int_equal(one->raw.of, other->raw.of);
    assert_int_equal(one->clean.of, other->clean.of);
    assert_int_equal(one->regions.of, other->regions.of);
    assert_int_equal(one->marks.of, other->marks.of);
    assert_true(other->regions.known_count > 0 && other->allocs.known_count > 0);
}

/* A copy without what may differ: pointers, sums of our own, and the bytes after
 * the end of a structure or of a text that was copied whole. */
static struct model *copy_plain(const struct model *model)
{
    struct model *copy = malloc(sizeof *copy);

    assert_non_null(copy);
    memcpy(copy, model, sizeof *copy);
    struct indexed *lists[] = {&copy->raw, &copy->clean, &copy->regions, &copy->marks,
                               &copy->allocs};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        memset(lists[i], 0, sizeof *lists[i]);
    for (unsigned i = 0; i < CHANGES_MAX; i++) {
        struct change *change = &copy->changes.ring[i];
        size_t end = offsetof(struct change, kind) + sizeof change->kind;
        memset((char *)change + end, 0, sizeof *change - end);
    }
    /* Samples that have been thinned out are left where they were. */
    struct history *history = &copy->history;
    memset(history->samples + history->count, 0,
           (HISTORY_MAX - history->count) * sizeof history->samples[0]);
    const size_t end = offsetof(struct history_sample, reserved) + sizeof(uint32_t);
    for (unsigned i = 0; i < history->count; i++)
        memset((char *)&history->samples[i] + end, 0, sizeof history->samples[i] - end);
    memset((char *)&history->newest + end, 0, sizeof history->newest - end);
    size_t length = strlen(copy->fail.code);
    memset(copy->fail.code + length, 0, sizeof copy->fail.code - length);
    for (unsigned block = 0; block < FRAMEMAP_BLOCKS; block++) {
        copy->sums[block].computed = false;
        copy->sums[block].own_crc = 0;
    }
    return copy;
}

/* Byte by byte, so that a member that the image forgets is found here. */
static void assert_same_model(const struct model *one, const struct model *other)
{
    assert_same_lists(one, other);
    struct model *first = copy_plain(one);
    struct model *second = copy_plain(other);
    const unsigned char *bytes = (const unsigned char *)first;
    const unsigned char *others = (const unsigned char *)second;
    for (size_t i = 0; i < sizeof *first; i++) {
        if (bytes[i] != others[i])
            fail_msg("byte %zu of struct model differs: %02x, %02x", i, bytes[i], others[i]);
    }
    free(first);
    free(second);
}

static void image_holds_all_of_the_model(void **state)
{
    (void)state;
    struct test_stream stream;
    struct model_image image;
    struct model *model = model_create();
    tell_everything(&stream);
    assert_true(stream.model->fault.known && stream.model->fail.known && stream.model->damaged);
    assert_true(stream.model->history.count > 0 && stream.model->changes.count > 0);
    assert_true(model_image_save(&image, stream.model));
    assert_true(model_image_load(&image, model));
    assert_same_model(stream.model, model);
    model_image_free(&image);
    model_destroy(model);
    test_stream_close(&stream);
}

/* What a model held before does not shine through. */
static void loading_replaces_everything(void **state)
{
    (void)state;
    struct test_stream stream;
    struct model_image empty;
    struct model_image image;
    struct model *model = model_create();
    assert_true(model_image_save(&empty, model));
    assert_true(empty.size < 1000);
    tell_everything(&stream);
    assert_true(model_image_load(&empty, stream.model));
    assert_true(model_image_save(&image, stream.model));
    assert_int_equal(image.size, empty.size);
    assert_memory_equal(image.bytes, empty.bytes, image.size);
    model_image_free(&image);
    model_image_free(&empty);
    model_destroy(model);
    test_stream_close(&stream);
}

static void cut_image_is_refused(void **state)
{
    (void)state;
    struct test_stream stream;
    struct model_image image;
    struct model *model = model_create();
    tell_everything(&stream);
    assert_true(model_image_save(&image, stream.model));
    for (size_t size = 0; size < image.size; size += 1 + size / 50) {
        /* A block of its own size: reading past the end is found. */
        struct model_image cut = {malloc(size + 1), size};
        memcpy(cut.bytes, image.bytes, size);
        assert_false(model_image_load(&cut, model));
        model_image_free(&cut);
    }
    model_image_free(&image);
    model_destroy(model);
    test_stream_close(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(image_holds_all_of_the_model),
        cmocka_unit_test(loading_replaces_everything),
        cmocka_unit_test(cut_image_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
