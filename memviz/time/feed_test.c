#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "memviz/time/feed.h"
#include "tests/memviz/test_stream.h"

static char folder[] = "build/memviz-feed-XXXXXX";
static char path[64];
static char other[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/recording", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static int remove_files(void **state)
{
    (void)state;
    unlink(path);
    unlink(other);
    return 0;
}

static void write_record(const char *name, const char *mode, uint64_t n, const char *members)
{
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, n, members);
    FILE *out = fopen(name, mode);

    assert_non_null(out);
    fwrite(bytes, 1, size, out);
    fclose(out);
}

/* On a busy host one pump may run out of time before it has seen the end. */
static void pump_all(struct feed *feed, uint64_t now_ms)
{
    for (unsigned i = 0; i < 4; i++)
        feed_pump(feed, now_ms);
}

static enum feed_phase get_phase(struct feed *feed, uint64_t now_ms)
{
    return feed_get_status(feed, now_ms).phase;
}

static void file_is_waited_for_then_followed_then_missed(void **state)
{
    (void)state;
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    assert_false(feed_pump(feed, now));
    assert_int_equal(get_phase(feed, now), FEED_WAITING);
    write_record(path, "w", 0, "'t':'boot','step':1");
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LIVE);
    assert_true(feed_get_model(feed)->steps[1].reached);
    write_record(path, "a", 1, "'t':'boot','step':2");
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_true(feed_get_model(feed)->steps[2].reached);
    assert_false(feed_pump(feed, now + FEED_SILENCE_MS));
    assert_int_equal(get_phase(feed, now + FEED_SILENCE_MS), FEED_HALTED);
    feed_destroy(feed);
}

static void machine_that_speaks_without_heartbeat_is_halted(void **state)
{
    (void)state;
    write_record(path, "w", 0, "'t':'beat','ms':0,'lost':0");
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    for (uint64_t n = 1; n < 10; n++) {
        write_record(path, "a", n, "'t':'log','i':1,'tsc':'1','text':'x'");
        pump_all(feed, now + n * 1000);
        assert_int_equal(get_phase(feed, now + n * 1000), FEED_LIVE);
    }
    write_record(path, "a", 10, "'t':'log','i':2,'tsc':'2','text':'x'");
    pump_all(feed, now + FEED_HEARTBEAT_MS);
    assert_int_equal(get_phase(feed, now + FEED_HEARTBEAT_MS), FEED_HALTED);
    assert_int_equal(feed_get_status(feed, now + FEED_HEARTBEAT_MS).silent_ms, FEED_HEARTBEAT_MS);
    write_record(path, "a", 11, "'t':'beat','ms':1,'lost':0");
    pump_all(feed, now + FEED_HEARTBEAT_MS);
    assert_int_equal(get_phase(feed, now + FEED_HEARTBEAT_MS), FEED_LIVE);
    feed_destroy(feed);
}

static void old_file_is_a_finished_recording(void **state)
{
    (void)state;
    write_record(path, "w", 0, "'t':'boot','step':1");
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_FINISHED);
    feed_destroy(feed);
}

/* More than one pump reads in its time: whoever drives it is told not to sleep. */
static void a_pump_that_has_left_something_says_so(void **state)
{
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 1, "\"t\":\"beat\",\"ms\":1,\"lost\":0");
    FILE *out = fopen(path, "w");

    (void)state;
    assert_non_null(out);
    for (unsigned i = 0; i < 40000; i++)
        fwrite(bytes, 1, size, out);
    fclose(out);
    struct feed *feed = feed_create(path);
    assert_false(feed_is_behind(feed));
    feed_pump(feed, 0);
    assert_true(feed_is_behind(feed));
    for (unsigned i = 0; i < 10000 && feed_is_behind(feed); i++)
        feed_pump(feed, 0);
    assert_false(feed_is_behind(feed));
    assert_int_equal(recording_get_end(feed_get_recording(feed)), 40000);
    feed_destroy(feed);
}

static void truncated_file_is_a_new_recording(void **state)
{
    (void)state;
    write_record(path, "w", 0, "'t':'boot','step':1");
    write_record(path, "a", 1, "'t':'boot','step':2");
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    assert_true(feed_get_model(feed)->steps[2].reached);
    write_record(path, "w", 0, "'t':'boot','step':1");
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_true(feed_get_model(feed)->steps[1].reached);
    assert_false(feed_get_model(feed)->steps[2].reached);
    struct feed_status status = feed_get_status(feed, now);
    assert_int_equal(status.counts.accepted, 1);
    assert_int_equal(status.counts.lost, 0);
    feed_destroy(feed);
}

static void replaced_file_is_a_new_recording(void **state)
{
    (void)state;
    write_record(path, "w", 0, "'t':'boot','step':1");
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    write_record(other, "w", 0, "'t':'boot','step':3,'tsc':'1'");
    assert_int_equal(rename(other, path), 0);
    pump_all(feed, now);
    assert_false(feed_get_model(feed)->steps[1].reached);
    assert_true(feed_get_model(feed)->steps[3].reached);
    feed_destroy(feed);
}

static void fifo_is_read_and_never_blocks(void **state)
{
    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    assert_false(feed_pump(feed, now));
    write_record(path, "w", 0, "'t':'boot','step':1");
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_true(feed_get_model(feed)->steps[1].reached);
    assert_false(feed_pump(feed, now));
    feed_destroy(feed);
}

static void tty_is_read_raw_and_given_back(void **state)
{
    (void)state;
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    struct termios before;
    assert_int_equal(tcgetattr(master, &before), 0);
    struct feed *feed = feed_create(ptsname(master));
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, 0, "'t':'boot','step':1");
    /* No echo, no line editing, no CR for LF: the bytes as they are. */
    assert_int_equal(write(master, bytes, size), size);
    assert_true(feed_pump(feed, now));
    pump_all(feed, now);
    assert_true(feed_get_model(feed)->steps[1].reached);
    feed_destroy(feed);
    struct termios after;
    assert_int_equal(tcgetattr(master, &after), 0);
    assert_int_equal(after.c_lflag, before.c_lflag);
    close(master);
}

static int open_pty(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    fcntl(master, F_SETFL, O_NONBLOCK);
    return master;
}

static void write_line(int master, uint64_t n, const char *members)
{
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, n, members);

    assert_int_equal(write(master, bytes, size), size);
}

/* What the sender has been asked for: the bytes that came, all ENQ. */
static size_t count_enquiries(int master)
{
    char bytes[64];
    ssize_t count = read(master, bytes, sizeof bytes);

    for (ssize_t i = 0; i < count; i++)
        assert_int_equal(bytes[i], 0x05);
    return count > 0 ? (size_t)count : 0;
}

static void repetition_is_asked_for_after_loss_and_not_too_often(void **state)
{
    (void)state;
    int master = open_pty();
    struct feed *feed = feed_create(ptsname(master));
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    write_line(master, 0, "'t':'boot','step':1");
    pump_all(feed, now);
    assert_int_equal(count_enquiries(master), 0);
    write_line(master, 5, "'t':'beat','ms':1,'lost':0");
    pump_all(feed, now);
    assert_int_equal(count_enquiries(master), 1);
    for (unsigned ms = 10; ms < FEED_ASK_MS; ms += 100)
        pump_all(feed, now + ms);
    assert_int_equal(count_enquiries(master), 0);
    pump_all(feed, now + FEED_ASK_MS);
    assert_int_equal(count_enquiries(master), 1);
    write_line(master, 6, "'t':'snap','k':1");
    write_line(master, 7, "'t':'snap','k':2");
    pump_all(feed, now + FEED_ASK_MS);
    pump_all(feed, now + 3 * FEED_ASK_MS);
    assert_int_equal(count_enquiries(master), 0);
    feed_destroy(feed);
    close(master);
}

static void line_that_hung_up_is_lost(void **state)
{
    (void)state;
    int master = open_pty();
    struct feed *feed = feed_create(ptsname(master));
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    write_line(master, 0, "'t':'boot','step':1");
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LIVE);
    close(master);
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LOST);
    assert_true(feed_get_model(feed)->steps[1].reached);
    feed_destroy(feed);
}

static void removed_file_is_lost_until_another_comes(void **state)
{
    (void)state;
    write_record(path, "w", 0, "'t':'boot','step':1");
    struct feed *feed = feed_create(path);
    uint64_t now = feed_get_clock_ms();
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LIVE);
    unlink(path);
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LOST);
    assert_true(feed_get_model(feed)->steps[1].reached);
    write_record(path, "w", 0, "'t':'boot','step':2");
    pump_all(feed, now);
    assert_int_equal(get_phase(feed, now), FEED_LIVE);
    assert_false(feed_get_model(feed)->steps[1].reached);
    assert_true(feed_get_model(feed)->steps[2].reached);
    feed_destroy(feed);
}

static void folder_cannot_be_read(void **state)
{
    (void)state;
    struct feed *feed = feed_create(folder);
    assert_false(feed_read_all(feed, 0));
    assert_int_equal(errno, EISDIR);
    feed_destroy(feed);
}

static void missing_file_cannot_be_read_at_once(void **state)
{
    (void)state;
    struct feed *feed = feed_create(path);
    assert_false(feed_read_all(feed, 0));
    assert_int_equal(errno, ENOENT);
    feed_destroy(feed);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, remove_files)
    const struct CMUnitTest tests[] = {
        TEST(file_is_waited_for_then_followed_then_missed),
        TEST(machine_that_speaks_without_heartbeat_is_halted),
        TEST(old_file_is_a_finished_recording),
        TEST(a_pump_that_has_left_something_says_so),
        TEST(truncated_file_is_a_new_recording),
        TEST(replaced_file_is_a_new_recording),
        TEST(fifo_is_read_and_never_blocks),
        TEST(tty_is_read_raw_and_given_back),
        TEST(repetition_is_asked_for_after_loss_and_not_too_often),
        TEST(line_that_hung_up_is_lost),
        TEST(removed_file_is_lost_until_another_comes),
        TEST(folder_cannot_be_read),
        TEST(missing_file_cannot_be_read_at_once),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
