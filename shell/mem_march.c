#include "shell/mem_march.h"

#include "kernel/core/units.h"
#include "shell/mem_reader.h"

#define WORDS      (FRAME_SIZE / 4u)
#define SHOWN_MAX  8u
#define PASSES_MAX 1000000u

struct test {
    const struct shell_call *call;
    struct mem_reader reader;
    struct shell_progress progress;
    uint32_t start; /* frames, half-open */
    uint32_t end;
    uint64_t passes;
    uint64_t steps; /* frames looked at, in both parts of all passes */
    uint32_t frames;
    uint32_t errors;
    uint64_t first_error;
    bool stopped;
};

static void report(struct test *t, uint64_t address, uint32_t written, uint32_t read)
{
    if (t->errors++ == 0)
        t->first_error = address;
    if (t->errors <= SHOWN_MAX && !t->call->args->json)
        shell_print(t->call->shell, "FAIL  0x%08llx  wrote %08x, read %08x\n", address, written,
                    read);
}

static void check(struct test *t, const volatile uint32_t *word, uint64_t address, uint32_t value)
{
    uint32_t read = *word;

    if (read != value)
        report(t, address, value, read);
}

/* Other work goes on after each frame, and after each element of the march. */
static bool goes_on(struct test *t)
{
    uint64_t total = 2 * t->passes * (t->end - t->start);

    if (shell_progress_stopped(&t->progress, t->call->shell, t->steps, total))
        t->stopped = true;
    return !t->stopped;
}

/* Calls visit for each free frame, with its words and its address. */
static void visit_frames(struct test *t,
                         void (*visit)(struct test *t, volatile uint32_t *words, uint64_t address))
{
    const struct machine *m = t->call->shell->machine;

    for (uint32_t frame = t->start; frame < t->end && !t->stopped; frame++, t->steps++) {
        uint64_t address = (uint64_t)frame << FRAME_SHIFT;
        if (frames_state(&m->frames, frame) != FRAME_FREE)
            continue;
        shell_begin_access(t->call->shell);
        visit(t, (volatile uint32_t *)mem_reader_frame(&t->reader, address), address);
        shell_end_access(t->call->shell);
        goes_on(t);
    }
}

static void write_addresses(struct test *t, volatile uint32_t *words, uint64_t address)
{
    struct poison *poison = &t->call->shell->machine->poison;
    uint32_t frame = (uint32_t)(address >> FRAME_SHIFT);

    poison_forget(poison, frame, frame + 1);
    for (uint32_t i = 0; i < WORDS; i++)
        words[i] = (uint32_t)address + 4 * i;
    t->frames++;
}

/* One element of a march: each word must hold expected, and gets next. */
struct element {
    bool down; /* from the last word to the first */
    uint32_t expected;
    uint32_t next;
};

static void march(struct test *t, volatile uint32_t *words, uint64_t address,
                  struct element element)
{
    for (uint32_t n = 0; n < WORDS; n++) {
        uint32_t i = element.down ? WORDS - 1 - n : n;
        check(t, &words[i], address + 4 * i, element.expected);
        words[i] = element.next;
    }
}

/* March C-: up (r0, w1), up (r1, w0), down (r0, w1), down (r1, w0), r0; what the first
 * element expects is the address that was written before. */
static void verify_frame(struct test *t, volatile uint32_t *words, uint64_t address)
{
    static const struct element elements[] = {
        {false, 0, UINT32_MAX}, {false, UINT32_MAX, 0}, {true, 0, UINT32_MAX},
        {true, UINT32_MAX, 0},  {false, 0, 0},
    };

    for (uint32_t i = 0; i < WORDS; i++) {
        check(t, &words[i], address + 4 * i, (uint32_t)address + 4 * i);
        words[i] = 0;
    }
    for (size_t i = 0; i < sizeof elements / sizeof elements[0] && goes_on(t); i++)
        march(t, words, address, elements[i]);
}

/* All that was touched holds poison again, if that is on: frames that are free and not
 * filled would never be verified. */
static void refill(struct test *t)
{
    struct machine *m = t->call->shell->machine;

    shell_begin_access(t->call->shell);
    for (uint32_t frame = t->start; frame < t->end; frame++) {
        if (frames_state(&m->frames, frame) == FRAME_FREE)
            poison_fill(&m->poison, frame, frame + 1);
    }
    shell_end_access(t->call->shell);
}

/* Reads [START LEN] [PASSES]: one word alone is a number of passes. */
static bool read_operands(struct test *t)
{
    const struct shell_call *call = t->call;
    uint64_t top = (uint64_t)call->shell->machine->frames.count << FRAME_SHIFT;
    uint64_t start = 0;
    uint64_t length = top;
    size_t passes_index = call->args->count >= 2 ? 2 : 0;

    t->passes = 1;
    if ((call->args->count >= 2 &&
         (!shell_read_address(call, 0, &start) || !shell_read_length(call, 1, &length))) ||
        !shell_read_count(call, passes_index, &t->passes))
        return false;
    if (start >= top) {
        shell_refuse(call, "'%s' is outside the managed frames, 0 to 0x%llx", call->args->words[0],
                     top);
        return false;
    }
    if (t->passes > PASSES_MAX) {
        shell_refuse(call, "'%s' is too many passes, %u at most", call->args->words[passes_index],
                     PASSES_MAX);
        return false;
    }
    if (length > top - start)
        length = top - start;
    t->start = (uint32_t)(start >> FRAME_SHIFT);
    t->end = (uint32_t)((start + length + FRAME_SIZE - 1) >> FRAME_SHIFT);
    return true;
}

static void print_result(const struct test *t)
{
    struct shell *shell = t->call->shell;

    machine_log(shell->machine, "mem test: %u frames, %u errors%s", t->frames, t->errors,
                t->stopped ? ", interrupted" : "");
    if (t->call->args->json) {
        struct json json = shell_json_open(shell);
        json_number(&json, "frames", t->frames);
        json_number(&json, "errors", t->errors);
        if (t->errors != 0)
            json_hex(&json, "first", t->first_error);
        json_bool(&json, "complete", !t->stopped);
        shell_json_close(shell, &json);
        return;
    }
    if (t->errors > SHOWN_MAX)
        shell_print(shell, "...\n");
    shell_print(shell, "%u frames tested, each pass counted; %u errors%s\n", t->frames, t->errors,
                t->stopped ? "; interrupted" : "");
}

/* What was poisoned is verified first, as the test overwrites it: a frame found written
 * to is evidence. */
void mem_march_run(const struct shell_call *call)
{
    struct machine *m = call->shell->machine;
    struct test t = {.call = call, .reader = mem_reader_init(m)};
    uint32_t frame;
    uint64_t address;

    if (!read_operands(&t))
        return;
    if (machine_check_poison(m, &frame, &address) != STATUS_OK) {
        shell_refuse(call, "free frame 0x%x was written to at 0x%llx: look at it first", frame,
                     address);
        return;
    }
    t.progress.shell = call->args->json ? NULL : call->shell;
    for (uint64_t pass = 0; pass < t.passes && !t.stopped; pass++) {
        visit_frames(&t, write_addresses);
        visit_frames(&t, verify_frame);
    }
    refill(&t);
    print_result(&t);
}
