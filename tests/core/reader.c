#include "tests/core/reader.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/core/crc32.h"
#include "tests/core/check.h"

#define CHECK_SIZE 12u /* ,"c":"XXXX"} */

void reader_init(struct reader *reader)
{
    *reader = (struct reader){.newest = json_object(), .frames = malloc(FRAMES_MAX)};
    assert_true(reader->newest != NULL && reader->frames != NULL);
    memset(reader->frames, '?', FRAMES_MAX);
}

void reader_free(struct reader *reader)
{
    json_decref(reader->newest);
    free(reader->frames);
}

static uint64_t hex_member(const json_t *record, const char *name)
{
    const char *text = json_string_value(json_object_get(record, name));

    if (text == NULL || text[0] == '\0' || (text[0] == '0' && text[1] != '\0') ||
        text[strspn(text, "0123456789abcdef")] != '\0')
        fail_msg("member %s is no hex string: %s", name, text == NULL ? "none" : text);
    return strtoull(text, NULL, 16);
}

static const char *make_key(char *key, const char *type, uint64_t index)
{
    snprintf(key, 40, "%s/%" PRIu64, type, index);
    return key;
}

const json_t *reader_find(const struct reader *reader, const char *type, uint64_t index)
{
    char key[40];

    return json_object_get(reader->newest, make_key(key, type, index));
}

/* Frame, check and length of a record; the object in it is returned. */
static json_t *parse(const char *record, size_t length)
{
    unsigned a = 0;
    unsigned b = 0;
    char check[CHECK_SIZE + 2];
    json_error_t error;

    assert_in_range(length, CHECK_SIZE + 3, 512);
    assert_int_equal(record[0], 0x1e);
    for (size_t i = 1; i < length - CHECK_SIZE - 1; i++) {
        assert_in_range(record[i], 0x20, 0x7e);
        a = (a + (unsigned char)record[i]) % 255;
        b = (b + a) % 255;
    }
    snprintf(check, sizeof check, ",\"c\":\"%04X\"}\n", b * 256 + a);
    assert_memory_equal(record + length - CHECK_SIZE - 1, check, CHECK_SIZE + 1);
    assert_memory_equal(record + 1, "{\"n\":\"", 6);
    json_t *root = json_loadb(record + 1, length - 2, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        fail_msg("%s: %.*s", error.text, (int)length - 2, record + 1);
    return root;
}

static void note_number(struct reader *reader, const json_t *record)
{
    uint64_t n = hex_member(record, "n");

    if (reader->started && n != reader->next) {
        reader->gaps++;
        reader->snaps = 0;
    }
    reader->started = true;
    reader->next = n + 1;
    reader->records++;
}

static void forget_sums(struct reader *reader, uint64_t start, uint64_t end)
{
    char key[40];

    for (uint64_t block = start / 8192; block <= (end - 1) / 8192; block++)
        json_object_del(reader->newest, make_key(key, "sum", block));
}

static void apply_frames(struct reader *reader, const json_t *record)
{
    uint64_t start = hex_member(record, "from");
    uint64_t at = start;
    const char *runs = json_string_value(json_object_get(record, "runs"));

    assert_true(runs != NULL && *runs != '\0');
    while (*runs != '\0') {
        char digits[8] = {0};
        char letter = *runs++;
        size_t size = strspn(runs, "0123456789abcdef"); /* F is a letter, f a digit */
        assert_non_null(strchr("FUR", letter));
        assert_in_range(size, 1, sizeof digits - 1);
        uint64_t length = strtoull(memcpy(digits, runs, size), NULL, 16);
        assert_true(length > 0 && length <= FRAMES_MAX - at);
        memset(reader->frames + at, letter, length);
        at += length;
        runs += size;
    }
    forget_sums(reader, start, at);
}

/* Which of its type a record is: where lists and blocks have their index. */
static uint64_t index_of(const json_t *record)
{
    static const char *const names[] = {"i", "step", "block"};

    for (size_t i = 0; i < LENGTH_OF(names); i++) {
        const json_t *value = json_object_get(record, names[i]);
        if (value != NULL && strcmp(json_string_value(json_object_get(record, "t")), "hello") != 0)
            return (uint64_t)json_integer_value(value);
    }
    return 0;
}

void reader_feed(struct reader *reader, const char *record, size_t length)
{
    json_t *root = parse(record, length);
    const char *type = json_string_value(json_object_get(root, "t"));
    char key[40];

    assert_non_null(type);
    note_number(reader, root);
    if (strcmp(type, "snap") == 0)
        reader->snaps++;
    if (strcmp(type, "frames") == 0)
        apply_frames(reader, root);
    json_object_set_new(reader->newest, make_key(key, type, index_of(root)), root);
}

/* The checksum of a block of the frames that were reported, made from bytes. */
static uint32_t checksum(const struct reader *reader, uint64_t block, uint64_t count)
{
    uint8_t bytes[2048] = {0};

    for (uint64_t i = 0; i < 8192; i++) {
        uint64_t frame = block * 8192 + i;
        char letter = frame < count ? reader->frames[frame] : 'R';
        bytes[i / 8] |= (uint8_t)((letter != 'F') << i % 8);
        bytes[1024 + i / 8] |= (uint8_t)((letter == 'R') << i % 8);
    }
    return crc32_update(0, bytes, sizeof bytes);
}

static bool sums_agree(const struct reader *reader, uint64_t count)
{
    for (uint64_t block = 0; block * 8192 < count; block++) {
        const json_t *sum = reader_find(reader, "sum", block);
        if (sum == NULL || hex_member(sum, "crc") != checksum(reader, block, count))
            return false;
    }
    return true;
}

/* A list without items is one record that says so. */
static bool list_is_complete(const struct reader *reader, const char *type)
{
    const json_t *first = reader_find(reader, type, 0);
    json_int_t of = json_integer_value(json_object_get(first, "of"));

    for (json_int_t i = 0; i < of; i++) {
        if (reader_find(reader, type, (uint64_t)i) == NULL)
            return false;
    }
    return first != NULL;
}

static uint64_t count_frames(const struct reader *reader, uint64_t count, char letter)
{
    uint64_t found = 0;

    for (uint64_t i = 0; i < count; i++)
        found += reader->frames[i] == letter;
    return found;
}

bool reader_in_sync(const struct reader *reader)
{
    static const char *const single[] = {"hello", "map", "total", "heap"};
    static const char *const lists[] = {"raw", "clean", "region", "mark", "owner"};

    for (size_t i = 0; i < LENGTH_OF(single); i++) {
        if (reader_find(reader, single[i], 0) == NULL)
            return false;
    }
    for (size_t i = 0; i < LENGTH_OF(lists); i++) {
        if (!list_is_complete(reader, lists[i]))
            return false;
    }
    const json_t *total = reader_find(reader, "total", 0);
    const json_t *heap = reader_find(reader, "heap", 0);
    json_int_t allocations = json_integer_value(json_object_get(heap, "allocations"));
    uint64_t count = (uint64_t)json_integer_value(json_object_get(total, "frames"));
    for (json_int_t i = 0; i < allocations; i++) {
        if (reader_find(reader, "alloc", (uint64_t)i) == NULL)
            return false;
    }
    if (count_frames(reader, count, 'F') !=
            (uint64_t)json_integer_value(json_object_get(total, "free")) ||
        count_frames(reader, count, 'U') !=
            (uint64_t)json_integer_value(json_object_get(total, "used")))
        return false;
    return sums_agree(reader, count) && (reader->gaps == 0 || reader->snaps >= 2);
}
