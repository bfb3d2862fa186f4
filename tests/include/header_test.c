/*
 * The three writers of telemetry are equal: the kernel's own encoder, include/strata_telemetry.h
 * and include/strata_telemetry.inc. Every record that the kernel publishes of a busy machine is
 * taken apart by a JSON parser, written again by the other two, and compared byte by byte.
 */
#define STRATA_TELEMETRY_IMPLEMENTATION
#include "include/strata_telemetry.h"
#include "include/strata_ring.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/publish.h"
#include "tests/core/check.h"
#include "tests/core/fixture.h"

#define TEXT_SIZE 512u

/* What tests/include/records.asm reads and writes. */
struct asm_side {
    uint64_t *values;
    char *texts;
    char *bytes;
    uint32_t *length;
    const char **states;
    uint32_t *next;
};
struct asm_side asm_side(void);

#define ASM_TYPES(TYPE)                                                                            \
    TYPE(boot)                                                                                     \
    TYPE(hello)                                                                                    \
    TYPE(map)                                                                                      \
    TYPE(raw)                                                                                      \
    TYPE(clean)                                                                                    \
    TYPE(region)                                                                                   \
    TYPE(mark)                                                                                     \
    TYPE(total)                                                                                    \
    TYPE(owner)                                                                                    \
    TYPE(heap)                                                                                     \
    TYPE(alloc)                                                                                    \
    TYPE(log)                                                                                      \
    TYPE(beat)                                                                                     \
    TYPE(snap)                                                                                     \
    TYPE(frames)                                                                                   \
    TYPE(sum)
#define DECLARE(type) void asm_##type(void);
ASM_TYPES(DECLARE)

static struct machine machine;
static struct publish publish;
static struct strata_telemetry writer;
static char states[FRAMES_MAX];
static char out[65536];
static size_t out_length;

static void take_byte(void *context, int byte)
{
    (void)context;
    assert_true(out_length < sizeof out);
    out[out_length++] = (char)byte;
}

static char frame_state(void *context, unsigned long frame)
{
    (void)context;
    return states[frame];
}

static struct strata_frames all_frames(void)
{
    return (struct strata_frames){machine.frames.count, frame_state, NULL};
}

/* The members of the record at hand: hex strings and numbers, and texts, each in its order. */
static uint64_t values[16];
static char texts[4][TEXT_SIZE];

static bool is_hex_member(const char *name)
{
    static const char *const names[] = {"tsc",  "base", "length", "start", "end",   "at",
                                        "from", "crc",  "cursor", "size",  "frame", NULL};

    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

/* The parser answers in UTF-8; the kernel's bytes are all below 0x100. */
static void copy_latin1(char *to, const char *from)
{
    for (; *from != '\0'; from++) {
        unsigned char byte = (unsigned char)*from;
        if (byte >= 0xc0)
            *to++ = (char)((byte & 3) << 6 | (*++from & 0x3f));
        else
            *to++ = (char)byte;
    }
    *to = '\0';
}

static const char *take_apart(const json_t *record)
{
    size_t value_count = 0;
    size_t text_count = 0;
    const char *name;
    json_t *member;

    json_object_foreach((json_t *)record, name, member)
    {
        const char *text = json_string_value(member);
        if (strcmp(name, "n") == 0 || strcmp(name, "t") == 0 || strcmp(name, "c") == 0)
            continue;
        if (text != NULL && is_hex_member(name))
            values[value_count++] = strtoull(text, NULL, 16);
        else if (text != NULL)
            copy_latin1(texts[text_count++], text);
        else if (json_is_boolean(member))
            values[value_count++] = json_is_true(member);
        else
            values[value_count++] = (uint64_t)json_integer_value(member);
    }
    return json_string_value(json_object_get(record, "t"));
}

/* Types with an index. */
static bool write_item(const char *type)
{
    const uint64_t *v = values + 2;
    struct strata_entry entry = {v[0], v[1], v[2], v[3]};

    if (strcmp(type, "raw") == 0)
        strata_raw(&writer, values[0], values[1], &entry);
    else if (strcmp(type, "clean") == 0)
        strata_clean(&writer, values[0], values[1], &entry);
    else if (strcmp(type, "region") == 0)
        strata_region(&writer, values[0], values[1],
                      &(struct strata_region){v[0], v[1], texts[0], texts[1], (int)v[2]});
    else if (strcmp(type, "mark") == 0)
        strata_mark(&writer, values[0], values[1], &(struct strata_mark){texts[0], v[0]});
    else if (strcmp(type, "owner") == 0)
        strata_owner(&writer, values[0], values[1], &(struct strata_owner){v[0], v[1], texts[0]});
    else if (strcmp(type, "alloc") == 0)
        strata_alloc(&writer, values[0], &(struct strata_alloc){values[1], v[0], texts[0]});
    else if (strcmp(type, "log") == 0)
        strata_log(&writer, values[0], values[1], texts[0]);
    else
        return false;
    return true;
}

static void write_frames(const char *runs)
{
    struct strata_frames frames = all_frames();
    unsigned long end = values[0];

    while (*runs != '\0') {
        char digits[10] = {0};
        size_t size = strspn(runs + 1, "0123456789abcdef"); /* F is a letter, f a digit */
        assert_in_range(size, 1, sizeof digits - 1);
        end += strtoul(memcpy(digits, runs + 1, size), NULL, 16);
        runs += 1 + size;
    }
    values[1] = end;
    assert_int_equal(strata_frames(&writer, &frames, values[0], end), end);
}

static void write_single(const char *type)
{
    const uint64_t *v = values;
    struct strata_frames frames = all_frames();

    if (strcmp(type, "boot") == 0) {
        strata_boot(&writer, &(struct strata_step){.step = v[0], .tsc = v[1]});
    } else if (strcmp(type, "hello") == 0) {
        strata_hello(&writer, texts[0], texts[1], "");
    } else if (strcmp(type, "map") == 0) {
        strata_map(&writer, texts[0], (int)v[0]);
    } else if (strcmp(type, "total") == 0) {
        strata_total(&writer, &(struct strata_total){v[0], v[1], v[2], v[3]});
    } else if (strcmp(type, "heap") == 0) {
        strata_heap(&writer, &(struct strata_heap){v[0], v[1], v[2], v[3]});
    } else if (strcmp(type, "beat") == 0) {
        strata_beat(&writer, v[0], v[1]);
    } else if (strcmp(type, "snap") == 0) {
        strata_snap(&writer, v[0]);
    } else if (strcmp(type, "sum") == 0) {
        strata_sum(&writer, &frames, v[0]);
        values[1] = machine.frames.count;
    } else {
        assert_string_equal(type, "frames");
        write_frames(texts[0]);
    }
}

static void write_in_assembly(const char *type)
{
    struct asm_side side = asm_side();

    memcpy(side.values, values, 8 * sizeof values[0]);
    for (size_t i = 0; i < 2; i++)
        memcpy(side.texts + i * TEXT_SIZE, texts[i], TEXT_SIZE);
    *side.length = 0;
    *side.states = states;
#define CALL(name)                                                                                 \
    if (strcmp(type, #name) == 0)                                                                  \
        asm_##name();
    ASM_TYPES(CALL)
}

static bool is_empty_list(const char *type)
{
    return strcmp(type, "owner") == 0 && values[1] == 0;
}

/* Writes a record of the kernel's twice more. */
static void compare(const char *record, size_t length)
{
    json_t *root = json_loadb(record + 1, length - 2, 0, NULL);

    assert_non_null(root);
    memset(texts, 0, sizeof texts);
    const char *type = take_apart(root);
    writer.next = strtoull(json_string_value(json_object_get(root, "n")), NULL, 16);
    *asm_side().next = (uint32_t)writer.next;
    out_length = 0;
    if (!write_item(type))
        write_single(type);
    if (out_length != length || memcmp(out, record, length) != 0)
        fail_msg("C: %.*s is not %.*s", (int)out_length, out, (int)length, record);
    if (!is_empty_list(type)) {
        struct asm_side side = asm_side();
        write_in_assembly(type);
        if (*side.length != length || memcmp(side.bytes, record, length) != 0)
            fail_msg("assembly: %.*s is not %.*s", (int)*side.length, side.bytes, (int)length,
                     record);
    }
    json_decref(root);
}

static void note_states(void)
{
    for (uint32_t i = 0; i < machine.frames.count; i++)
        states[i] = "FUR"[frames_state(&machine.frames, i)];
}

/* Where a record of frames is cut differs: the kernel by its bytes, the others by runs. */
static void records_are_equal_byte_for_byte(void **state)
{
    uint64_t seed = 4;
    uint32_t frame;
    uint64_t address;
    uint64_t now_ms = 0;
    unsigned rounds = 0;
    const char *record;

    (void)state;
    fixture_machine_bochs(&machine);
    publish_init(&publish, &machine, "1.2 \"quoted\\\x01\xff");
    machine_log(&machine, "a line\twith \"odd\" bytes \x7f\x80");
    assert_int_equal(heap_alloc(&machine.heap, &(struct heap_request){77, 64, "a\"b"}, &address),
                     STATUS_OK);
    for (unsigned i = 0; i < 10; i++)
        machine_alloc_frames(&machine, 1 + random_below(&seed, 3000), "tag", &frame);
    strata_telemetry_init(&writer, take_byte, NULL, 0);
    note_states();
    while (rounds < 2) {
        size_t length = publish_next(&publish, now_ms += 50, &record);
        if (length == 0)
            continue;
        rounds += strstr(record, "\"snap\"") != NULL;
        compare(record, length);
    }
}

/* No record is longer than the format allows, whatever is in it; and a cut text ends between two
 * characters. */
static void records_stay_within_512_bytes(void **state)
{
    static char wild[600];
    struct strata_step step = {0xfffffffful, 0xfffffffful, wild, ~0ull};
    struct strata_region region = {~0ull, ~0ull, wild, wild, 0};
    struct strata_fault fault = {255, wild, ~0ull, wild, 1, ~0ull, wild};
    struct strata_frames frames = {FRAMES_MAX, frame_state, NULL};

    (void)state;
    memset(wild, '\x9f', sizeof wild - 1);
    for (size_t i = 0; i < sizeof states; i++)
        states[i] = "FU"[i & 1];
    for (unsigned type = 0; type < 7; type++) {
        strata_telemetry_init(&writer, take_byte, NULL, ~0ull);
        out_length = 0;
        if (type == 0)
            strata_boot(&writer, &step);
        else if (type == 1)
            strata_region(&writer, 0xfffffffful, 0xfffffffful, &region);
        else if (type == 2)
            strata_fault(&writer, &fault);
        else if (type == 3)
            strata_hello(&writer, wild, wild, wild);
        else if (type == 4)
            strata_log(&writer, 0xfffffffful, ~0ull, wild);
        else if (type == 5)
            strata_frames(&writer, &frames, 0, FRAMES_MAX);
        else
            strata_fail(&writer, wild, wild);
        assert_in_range(out_length, 20, 512);
        json_t *root = json_loadb(out + 1, out_length - 2, 0, NULL);
        assert_non_null(root);
        json_decref(root);
    }
}

static void a_length_of_all_addresses_has_its_own_words(void **state)
{
    struct strata_entry entry = {0, 0, 2, 1};

    (void)state;
    strata_telemetry_init(&writer, take_byte, NULL, 0);
    out_length = 0;
    strata_clean(&writer, 0, 1, &entry);
    out[out_length] = '\0';
    assert_non_null(strstr(out, "\"length\":\"10000000000000000\""));
}

static void a_ring_gives_whole_records_and_counts_the_others(void **state)
{
    static unsigned char bytes[512];
    struct strata_ring ring;
    unsigned records = 0;
    int byte;

    (void)state;
    strata_ring_init(&ring, bytes, sizeof bytes);
    strata_telemetry_init(&writer, strata_ring_put, &ring, 0);
    for (unsigned i = 0; i < 30; i++)
        strata_snap(&writer, i);
    assert_int_equal(ring.written % 512, ring.written);
    for (int last = '\n'; (byte = strata_ring_get(&ring)) >= 0; last = byte) {
        assert_int_equal(last == '\n', byte == 0x1e);
        records += byte == '\n';
    }
    assert_int_equal(records + ring.dropped, 30);
    assert_in_range(records, 12, 29);
    strata_open(&writer, "open"); /* not whole: nothing to take */
    assert_int_equal(strata_ring_get(&ring), -1);
    strata_close(&writer);
    assert_int_equal(strata_ring_get(&ring), 0x1e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_equal_byte_for_byte),
        cmocka_unit_test(records_stay_within_512_bytes),
        cmocka_unit_test(a_length_of_all_addresses_has_its_own_words),
        cmocka_unit_test(a_ring_gives_whole_records_and_counts_the_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
