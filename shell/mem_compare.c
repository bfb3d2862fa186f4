#include "shell/mem_compare.h"

#include "kernel/core/crc32.h"
#include "kernel/core/units.h"
#include "shell/mem_reader.h"

/* Differences shown one by one; of more, only the count is of use. */
#define SHOWN_MAX 16u

struct comparison {
    struct shell *shell;
    struct shell_progress progress;
    uint64_t a;
    uint64_t b;
    uint64_t length;
    uint64_t done;
    uint64_t differences;
    uint64_t first; /* offset of the first one */
    bool shows;
};

static void compare_byte(struct comparison *c, struct mem_reader *a, struct mem_reader *b)
{
    uint8_t left = mem_reader_byte(a, c->a + c->done);
    uint8_t right = mem_reader_byte(b, c->b + c->done);

    if (left != right) {
        if (c->differences++ == 0)
            c->first = c->done;
        if (c->shows && c->differences <= SHOWN_MAX)
            shell_print(c->shell, "0x%08llx %02x   0x%08llx %02x\n", c->a + c->done, left,
                        c->b + c->done, right);
    }
    c->done++;
}

/* False when interrupted. */
static bool compare(struct comparison *c)
{
    struct mem_reader a = mem_reader_init(c->shell->machine);
    struct mem_reader b = mem_reader_init(c->shell->machine);

    while (c->done < c->length) {
        do
            compare_byte(c, &a, &b);
        while (c->done < c->length && c->done % FRAME_SIZE != 0);
        if (shell_progress_stopped(&c->progress, c->shell, c->done, c->length) &&
            c->done < c->length)
            return false;
    }
    return true;
}

static void print_comparison(const struct comparison *c, bool complete)
{
    if (c->differences > SHOWN_MAX)
        shell_print(c->shell, "...\n");
    shell_print(c->shell, "%llu of %llu bytes differ%s\n", c->differences, c->done,
                complete ? "" : ", as far as they were compared");
}

static void print_comparison_json(const struct comparison *c, bool complete)
{
    struct json json = shell_json_open(c->shell);

    json_hex(&json, "compared", c->done);
    json_hex(&json, "differences", c->differences);
    if (c->differences != 0)
        json_hex(&json, "first", c->first);
    json_bool(&json, "complete", complete);
    shell_json_close(c->shell, &json);
}

void mem_compare_run(const struct shell_call *call)
{
    struct comparison c = {.shell = call->shell, .shows = !call->args->json};

    if (!shell_read_address(call, 0, &c.a) || !shell_read_address(call, 1, &c.b) ||
        !shell_read_length(call, 2, &c.length) || !shell_accept_memory(call, 0, c.a, c.length) ||
        !shell_accept_memory(call, 1, c.b, c.length))
        return;
    c.progress.shell = c.shows ? call->shell : NULL;
    bool complete = compare(&c);
    if (call->args->json)
        print_comparison_json(&c, complete);
    else
        print_comparison(&c, complete);
}

/* Half a checksum is none: a refusal answers Ctrl-C. */
void mem_crc_run(const struct shell_call *call)
{
    struct shell *shell = call->shell;
    struct mem_reader reader = mem_reader_init(shell->machine);
    struct shell_progress progress = {.shell = call->args->json ? NULL : shell};
    uint64_t start;
    uint64_t length;
    uint32_t crc = 0;

    if (!shell_read_address(call, 0, &start) || !shell_read_length(call, 1, &length) ||
        !shell_accept_memory(call, 0, start, length))
        return;
    for (uint64_t done = 0; done < length;) {
        uint64_t at = start + done;
        uint64_t left = FRAME_SIZE - at % FRAME_SIZE;
        size_t size = (size_t)(left < length - done ? left : length - done);
        const uint8_t *bytes = (const uint8_t *)mem_reader_frame(&reader, at) + at % FRAME_SIZE;
        crc = crc32_update(crc, bytes, size);
        done += size;
        if (shell_progress_stopped(&progress, shell, done, length) && done < length) {
            shell_refuse(call, "interrupted after %llu of %llu bytes", done, length);
            return;
        }
    }
    if (call->args->json) {
        struct json json = shell_json_open(shell);
        json_hex(&json, "crc32", crc);
        json_hex(&json, "start", start);
        json_hex(&json, "length", length);
        shell_json_close(shell, &json);
        return;
    }
    shell_print(shell, "crc32 0x%08x of %llu bytes at 0x%llx-0x%llx\n", crc, length, start,
                start + length);
}
