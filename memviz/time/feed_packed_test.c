#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "memviz/time/feed.h"
#include "tests/memviz/test_stream.h"

static char path[] = "build/memviz-packed-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

/* Many records in one string; the caller frees it. */
static char *make_records(uint64_t count, size_t *size)
{
    char *bytes = malloc(count * TEST_RECORD_SIZE);

    *size = 0;
    for (uint64_t n = 0; n < count; n++) {
        char members[64];
        snprintf(members, sizeof members, "'t':'beat','ms':%llu,'lost':0",
                 (unsigned long long)n * 1000);
        *size += test_stream_encode(bytes + *size, n, members);
    }
    return bytes;
}

static void write_file(const char *name, const char *mode, const void *bytes, size_t size)
{
    FILE *out = fopen(name, mode);

    assert_non_null(out);
    fwrite(bytes, 1, size, out);
    fclose(out);
}

/* In two members, as `cat a.gz b.gz` makes them. */
static void write_gzip(const char *bytes, size_t size)
{
    const char *const modes[] = {"wb", "ab"};
    const size_t bounds[] = {0, size / 3, size};

    for (unsigned i = 0; i < 2; i++) {
        gzFile out = gzopen(path, modes[i]);
        assert_non_null(out);
        gzwrite(out, bytes + bounds[i], (unsigned)(bounds[i + 1] - bounds[i]));
        gzclose(out);
    }
}

static void write_zstd(const char *bytes, size_t size)
{
    size_t room = ZSTD_compressBound(size);
    char *packed = malloc(room);
    ZSTD_CCtx *context = ZSTD_createCCtx();

    /* As the zstd command does. */
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    size_t packed_size = ZSTD_compress2(context, packed, room, bytes, size);
    ZSTD_freeCCtx(context);
    write_file(path, "w", packed, packed_size);
    free(packed);
}

/* Read to its end, and gone back in. */
static void assert_reads(uint64_t records)
{
    struct feed *feed = feed_create(path);

    assert_true(feed_read_all(feed, 0));
    struct timeline *timeline = feed_get_timeline(feed);
    struct timeline_status status = timeline_get_status(timeline);
    assert_int_equal(status.end, records);
    assert_int_equal(feed_get_model(feed)->beat.ms, (records - 1) * 1000);
    assert_true(timeline_hold_record(timeline, records / 2));
    assert_int_equal(feed_get_model(feed)->beat.ms, (records / 2 - 1) * 1000);
    assert_false(timeline_hold_record(timeline, records + 1));
    feed_destroy(feed);
}

static void compressed_files_are_read_like_others(void **state)
{
    (void)state;
    size_t size;
    char *bytes = make_records(20000, &size);
    write_file(path, "w", bytes, size);
    assert_reads(20000);
    write_gzip(bytes, size);
    assert_reads(20000);
    write_zstd(bytes, size);
    assert_reads(20000);
    free(bytes);
}

static void truncated_compressed_file_is_read_as_far_as_it_goes(void **state)
{
    (void)state;
    size_t size;
    struct stat status;
    char *bytes = make_records(20000, &size);
    for (unsigned i = 0; i < 2; i++) {
        (i == 0 ? write_gzip : write_zstd)(bytes, size);
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(truncate(path, status.st_size / 2), 0);
        struct feed *feed = feed_create(path);
        assert_true(feed_read_all(feed, 0));
        uint64_t end = timeline_get_status(feed_get_timeline(feed)).end;
        assert_in_range(end, 1000, 19000);
        assert_int_equal(feed_get_status(feed, 0).counts.lost, 0);
        feed_destroy(feed);
    }
    free(bytes);
}

static void damaged_compressed_file_is_told(void **state)
{
    (void)state;
    size_t size;
    char *bytes = make_records(2000, &size);
    for (unsigned i = 0; i < 2; i++) {
        (i == 0 ? write_gzip : write_zstd)(bytes, size);
        FILE *file = fopen(path, "r+");
        fseek(file, 1000, SEEK_SET);
        for (unsigned k = 0; k < 200; k++)
            putc((int)(k * 37), file);
        fclose(file);
        struct feed *feed = feed_create(path);
        assert_false(feed_read_all(feed, 0));
        assert_int_equal(errno, EBADMSG);
        assert_string_equal(feed_describe_error(errno), "its compressed data is damaged");
        feed_destroy(feed);
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compressed_files_are_read_like_others),
        cmocka_unit_test(truncated_compressed_file_is_read_as_far_as_it_goes),
        cmocka_unit_test(damaged_compressed_file_is_told),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
