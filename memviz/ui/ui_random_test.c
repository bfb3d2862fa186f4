/*
 * Any key and any click, at any size, over any machine that records can tell
 * of: every draw ends, and writes nothing outside (the sanitizers watch).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/memviz/test_stream.h"
#include "memviz/ui/ui_draw.h"

#define MACHINES 60u
#define ACTIONS  60u

static uint32_t seed = 20260101;

static uint32_t get_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* An address of any magnitude, the ends of 64 bits among them. */
static uint64_t get_address(void)
{
    uint64_t value = (uint64_t)get_random(1u << 24) << 40 | (uint64_t)get_random(1u << 24) << 16 |
                     get_random(1u << 16);

    return get_random(10) == 0 ? UINT64_MAX : value >> get_random(64);
}

__attribute__((format(printf, 2, 3))) static void send(struct test_stream *stream,
                                                       const char *format, ...)
{
    char members[TEST_RECORD_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(members, sizeof members, format, arguments);
    va_end(arguments);
    test_stream_send(stream, members);
}

static void send_lists(struct test_stream *stream)
{
    unsigned count = get_random(12);

    for (unsigned i = 0; i < count; i++) {
        unsigned long long a = get_address();
        unsigned long long b = get_address();
        send(stream,
             "'t':'region','i':%u,'of':%u,'start':'%llx','end':'%llx','symbol':'R%u',"
             "'what':'x','alive':true",
             i, count, a < b ? a : b, a < b ? b : a, i);
        send(stream, "'t':'raw','i':%u,'of':%u,'base':'%llx','length':'%llx','type':%u,'attr':%u",
             i, count, a, b, get_random(8), get_random(2));
        send(stream, "'t':'clean','i':%u,'of':%u,'base':'%llx','length':'%llx','type':%u", i, count,
             b, a == 0 ? 1 : a, get_random(8));
        send(stream, "'t':'mark','i':%u,'of':%u,'symbol':'%s','at':'%llx'", i, count,
             i == 0   ? "__k_start"
             : i == 1 ? "__k_end"
                      : "m",
             a);
        send(stream, "'t':'alloc','i':%u,'start':'%llx','size':'%llx','tag':'t%u'", i, a, b,
             get_random(3));
    }
}

static void send_machine(struct test_stream *stream)
{
    unsigned frames = get_random(4) == 0 ? FRAMEMAP_MAX : get_random(FRAMEMAP_MAX);

    send(stream, "'t':'hello','version':'x','frame':'1000','block':8192");
    send(stream, "'t':'total','frames':%u,'used':1,'free':2,'reserved':3", frames);
    for (unsigned i = 0; i < 10; i++) {
        send(stream, "'t':'frames','from':'%x','runs':'R%xF%xU%xF%x'", get_random(FRAMEMAP_MAX / 2),
             1 + get_random(1000), 1 + get_random(100000), 1 + get_random(5), 1 + get_random(9));
        send(stream, "'t':'sum','block':%u,'crc':'%x'", get_random(FRAMEMAP_BLOCKS), i);
    }
    send_lists(stream);
    unsigned long long start = get_address() >> 1;
    unsigned long long cursor = start + (get_address() >> 3);
    send(stream, "'t':'heap','start':'%llx','cursor':'%llx','end':'%llx','allocations':3", start,
         cursor, cursor + (get_address() >> 3));
    send(stream, "'t':'beat','ms':%u,'lost':0", get_random(100000));
    send(stream, "'t':'fault','name':'f','eip':'%llx','address':'%llx','place':'p','text':'t'",
         (unsigned long long)get_address(), (unsigned long long)get_address());
}

static void act(struct ui *ui)
{
    static const int keys[] = {'1',
                               '2',
                               '3',
                               '3',
                               '4',
                               '5',
                               '6',
                               '7',
                               '8',
                               '+',
                               '+',
                               '+',
                               '-',
                               'j',
                               'k',
                               'h',
                               'l',
                               'j',
                               'l',
                               'g',
                               'G',
                               'c',
                               '/',
                               'z',
                               '?',
                               'f',
                               'R',
                               '0',
                               '\t',
                               27,
                               KEY_CODE_ENTER,
                               KEY_CODE_PAGE_UP,
                               KEY_CODE_PAGE_DOWN,
                               KEY_CODE_BACKSPACE,
                               KEY_CODE_LEFT};

    if (get_random(4) == 0) {
        struct mouse_event mouse = {(enum mouse_kind)get_random(3), get_random(150),
                                    get_random(60)};
        ui_take_mouse(ui, &mouse);
    } else {
        ui_take_key(ui, keys[get_random(sizeof keys / sizeof keys[0])]);
    }
}

static void draw(struct ui *ui, const struct model *model, const struct feed_status *status)
{
    struct grid grid;
    unsigned cols = 1 + get_random(140);
    unsigned rows = 1 + get_random(50);

    assert_true(grid_init(&grid, cols, rows, glyphs_get(get_random(2) == 0)));
    struct ui_scene scene = {model, status, get_random(2) == 0 ? 0 : CHANGES_NONE};
    ui_draw(ui, &grid, &scene);
    for (unsigned row = 0; row < rows; row++) {
        for (unsigned col = 0; col < cols; col++) {
            assert_true(grid_get(&grid, row, col).ch >= 0x20);
            assert_true(grid_get(&grid, row, col).role < ROLE_COUNT);
        }
    }
    grid_free(&grid);
}

static void any_machine_can_be_looked_at_in_any_way(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MACHINES; i++) {
        struct test_stream stream;
        test_stream_open(&stream);
        send_machine(&stream);
        struct feed_status status = {.name = "x", .sync = sync_compute_verdict(stream.model)};
        struct ui ui;
        ui_init(&ui);
        for (unsigned k = 0; k < ACTIONS; k++) {
            act(&ui);
            draw(&ui, stream.model, &status);
        }
        test_stream_close(&stream);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_machine_can_be_looked_at_in_any_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
