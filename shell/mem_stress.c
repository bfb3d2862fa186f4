#include "shell/mem_stress.h"

#include "kernel/core/frames_audit.h"
#include "kernel/core/units.h"

/* Up to 64 runs of up to 64 frames: 16 MiB at most, so that the game fits in a
 * small machine and still fills and drains words of the bitmap wholly and in
 * part. */
#define HOLDINGS_MAX 64u
#define RUN_MAX      64u
/* The whole bitmap is audited this often, which takes far longer than a round; in
 * between only what was touched is looked at. */
#define AUDIT_ROUNDS 256u

struct holding {
    uint32_t first;
    uint32_t length;
};

/* The game: in each round a coin decides whether a run of frames is taken or one of those
 * held is given back. What is held is written down here, apart from the bitmap, which
 * is the account that the bitmap is compared with. No frame is written to: a defect of
 * the allocator is looked for, not one of the memory. */
struct stress {
    struct frames *frames;
    uint32_t random;    /* the generator's state, never 0 */
    uint32_t count;     /* holdings in use */
    uint32_t held;      /* frames in all of them */
    uint32_t held_most; /* the most there ever were at once */
    uint32_t allocated; /* runs taken and, below, given back */
    uint32_t freed;
    const char *error;    /* NULL, or what went wrong first */
    uint32_t error_frame; /* where, or FRAMES_AUDIT_COUNTS: at no one frame */
    struct holding holdings[HOLDINGS_MAX];
};

/* xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003): full period over all values
 * but 0. */
static uint32_t next_random(struct stress *s)
{
    s->random ^= s->random << 13;
    s->random ^= s->random >> 17;
    s->random ^= s->random << 5;
    return s->random;
}

/* Only the first failure counts: the others may follow from it. */
static void fail(struct stress *s, const char *error, uint32_t frame)
{
    if (s->error != NULL)
        return;
    s->error = error;
    s->error_frame = frame;
}

/* By comparing with all: 64 holdings are too few for anything cleverer to be faster. */
static bool overlaps_a_holding(const struct stress *s, uint32_t first, uint32_t length)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const struct holding *h = &s->holdings[i];
        if (first < h->first + h->length && h->first < first + length)
            return true;
    }
    return false;
}

/* Takes a run of random length: it must be ours alone, and used. */
static void take(struct stress *s)
{
    uint32_t length = next_random(s) % RUN_MAX + 1;
    /* 1 to 16 frames: alignments within a word of the bitmap, which is where
     * they go wrong. */
    uint32_t align = 1u << next_random(s) % 5;
    uint32_t before = s->frames->refused_no_memory;
    uint32_t first;

    if (frames_alloc_run(s->frames, length, align, &first) != STATUS_OK) {
        s->frames->refused_no_memory = before; /* a full machine is no news here */
        return;
    }
    if (first % align != 0)
        fail(s, "a run is not aligned", first);
    if (overlaps_a_holding(s, first, length))
        fail(s, "a frame was handed out twice", first);
    if (frames_state(s->frames, first) != FRAME_USED ||
        frames_run_end(s->frames, first, first + length) != first + length)
        fail(s, "a frame handed out is not marked used", first);
    s->holdings[s->count++] = (struct holding){first, length};
    s->allocated++;
    s->held += length;
    if (s->held > s->held_most)
        s->held_most = s->held;
}

/* After a free that fails, nobody holds the frames; the failure is what the report
 * names. */
static void give(struct stress *s, uint32_t index)
{
    struct holding h = s->holdings[index];

    /* Order is of no use, so the last fills the gap. */
    s->holdings[index] = s->holdings[--s->count];
    if (frames_free_run(s->frames, h.first, h.length) != STATUS_OK)
        fail(s, "a used frame could not be freed", h.first);
    else if (frames_state(s->frames, h.first) != FRAME_FREE)
        fail(s, "a freed frame is not free", h.first);
    s->freed++;
    s->held -= h.length;
}

/* A defect is found at most AUDIT_ROUNDS after it was made, and the seed plays the
 * same game again to find it sooner. */
static void audit(struct stress *s)
{
    uint32_t frame;

    if (frames_audit_verify(s->frames, &frame) == STATUS_OK)
        return;
    fail(s,
         frame == FRAMES_AUDIT_COUNTS ? "the counts are not those of the bits"
                                      : "the bitmap contradicts itself",
         frame);
}

/* Whether it ends by count, by Ctrl-C or by a failure, all that is held is given back:
 * the machine is left as it was found. */
static uint64_t play(struct shell *shell, struct stress *s, uint64_t rounds)
{
    uint64_t round = 0;

    for (; round < rounds && s->error == NULL && !shell_pump_stopped(shell); round++) {
        /* An even coin: the number of holdings wanders between none and all, and
         * so comes past both ends. */
        if (s->count == 0 || (s->count < HOLDINGS_MAX && next_random(s) % 2 == 0))
            take(s);
        else
            give(s, next_random(s) % s->count);
        if (round % AUDIT_ROUNDS == 0)
            audit(s);
    }
    while (s->count > 0)
        give(s, s->count - 1);
    audit(s);
    return round;
}

/* The frame is left out where the failure is of no one frame. */
static void print_json(struct shell *shell, const struct stress *s, uint64_t rounds)
{
    struct json json = shell_json_open(shell);

    json_number(&json, "rounds", rounds);
    json_number(&json, "taken", s->allocated);
    json_number(&json, "given_back", s->freed);
    json_number(&json, "held_most", s->held_most);
    json_bool(&json, "ok", s->error == NULL);
    if (s->error != NULL)
        json_text(&json, "failure", s->error);
    if (s->error != NULL && s->error_frame != FRAMES_AUDIT_COUNTS)
        json_hex(&json, "frame", s->error_frame);
    shell_json_close(shell, &json);
}

/* In the form of mem check, so that a script searches for one word in both. */
static void print_failure(struct shell *shell, const struct stress *s, uint64_t rounds)
{
    shell_print(shell, "FAIL after %llu rounds: %s", rounds, s->error);
    if (s->error_frame != FRAMES_AUDIT_COUNTS)
        shell_print(shell, ", frame 0x%x (0x%llx)", s->error_frame,
                    (uint64_t)s->error_frame << FRAME_SHIFT);
    shell_print(shell, "\n");
}

/* Also in the log, which outlives the screen and which the telemetry carries. */
static void report(const struct shell_call *call, const struct stress *s, uint64_t rounds)
{
    if (call->args->json)
        print_json(call->shell, s, rounds);
    else if (s->error != NULL)
        print_failure(call->shell, s, rounds);
    else
        shell_print(call->shell,
                    "%llu rounds: %u runs taken, %u given back, at most %u frames held, "
                    "no error\n",
                    rounds, s->allocated, s->freed, s->held_most);
    if (s->error != NULL)
        machine_log(call->shell->machine, "stress failed after %llu rounds: %s", rounds, s->error);
    else
        machine_log(call->shell->machine, "stress: %llu rounds without error", rounds);
}

void mem_stress_run(const struct shell_call *call)
{
    struct stress stress = {.frames = &call->shell->machine->frames};
    /* What the machine held before the game is not ours, and must be as much
     * afterwards. */
    uint32_t used = stress.frames->used;
    uint64_t rounds;
    /* Not the clock: a failure that cannot be repeated is worth half. */
    uint64_t seed = 1;

    if (!shell_read_count(call, 0, &rounds) ||
        (call->args->count > 1 && !shell_read_number(call, 1, &seed)))
        return;
    /* Both halves count, or seeds above 4 billion would play known games. */
    stress.random = (uint32_t)(seed ^ seed >> 32);
    if (stress.random == 0)
        stress.random = 1; /* xorshift never leaves 0 */
    uint64_t played = play(call->shell, &stress, rounds);
    if (stress.frames->used != used)
        fail(&stress, "the number of used frames has changed", FRAMES_AUDIT_COUNTS);
    report(call, &stress, played);
}
