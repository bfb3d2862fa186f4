#include "kernel/core/publish.h"

#include "kernel/core/bits.h"
#include "kernel/core/frames_audit.h"
#include "kernel/core/publish_items.h"

#define BEAT_PERIOD_MS 1000u
/* One repetition in this time: slow enough to leave the line to news, fast
 * enough that the state of a small machine is sent whole in a few seconds. */
#define WALK_PERIOD_MS 50u
/* News of watches in this time: a storm of hits leaves the line to others. */
#define WATCH_PERIOD_MS 250u
/* The runs of one frames record: well inside a record, and more than the 64
 * two-character runs that the worst chunk needs, so each record gets on. */
#define RUNS_TEXT_SIZE 360u
/* The longest run: a letter and six digits. */
#define RUN_SIZE 7u

void publish_init(struct publish *p, struct machine *machine, const char *version)
{
    struct regions_runtime runtime = machine_runtime(machine);
    struct region list[REGIONS_MAX];

    /* Nothing has been sent yet: every next[] is 0, every chunk is marked changed. */
    *p = (struct publish){.machine = machine, .version = version};
    p->walk_topic = PUBLISH_TOPICS; /* as after a round: a snap opens the first one too */
    p->walk_index = machine->frames.count;
    p->region_count = (uint32_t)regions_list(&runtime, BOOT_STEP_COUNT, list);
    telemetry_init(&p->telemetry, machine->boot.telemetry_next);
}

/* Hits that were counted since the last record of a watch are in the next one. */
static void notice_watches(struct publish *p, uint64_t now_ms)
{
    if (p->watches == NULL || p->watches->changes == p->sent_watch_changes ||
        now_ms < p->watch_due_ms)
        return;
    p->sent_watch_changes = p->watches->changes;
    p->watch_due_ms = now_ms + WATCH_PERIOD_MS;
    p->next[PUBLISH_WATCH] = 0;
}

/* Topics whose items were all sent are sent again where the machine is no
 * longer as it was then. */
static void notice_changes(struct publish *p, uint64_t now_ms)
{
    const struct machine *m = p->machine;

    notice_watches(p, now_ms);
    /* The heap only grows, so its cursor shows every allocation; alloc records
     * are sent by number and need no reset. */
    if (m->heap.cursor != p->sent_cursor) {
        p->sent_cursor = m->heap.cursor;
        p->next[PUBLISH_HEAP] = 0;
        p->next[PUBLISH_MARK] = 0;
    }
    if (m->stack_low != p->sent_stack_low) {
        p->sent_stack_low = m->stack_low;
        p->next[PUBLISH_MARK] = 0;
    }
    if (m->frames.free != p->sent_free || m->frames.used != p->sent_used ||
        m->frames.count != p->sent_count) {
        p->sent_free = m->frames.free;
        p->sent_used = m->frames.used;
        p->sent_count = m->frames.count;
        p->next[PUBLISH_TOTAL] = 0;
    }
    if (m->owners.changes != p->sent_owner_changes) {
        p->sent_owner_changes = m->owners.changes;
        p->next[PUBLISH_OWNER] = 0;
    }
    /* Lines that were overwritten before they were sent are gone: the numbers of
     * those that follow show the reader how many. */
    if (p->next[PUBLISH_LOG] < log_first(&m->log))
        p->next[PUBLISH_LOG] = log_first(&m->log);
}

static size_t encode_beat(struct publish *p, uint64_t now_ms)
{
    struct json *json = telemetry_begin(&p->telemetry, "beat");

    p->beat_due_ms = now_ms + BEAT_PERIOD_MS;
    machine_note_stack(p->machine); /* thousands of bytes to look at: once a second will do */
    json_number(json, "ms", now_ms);
    json_number(json, "lost", p->input_lost);
    return telemetry_end(&p->telemetry);
}

/* Items of the topics [first, end) are sent in their order: a reader gets the map before the
 * totals of the frames, and the log last, because it can be long. */
static size_t encode_news(struct publish *p, enum publish_topic first, enum publish_topic end)
{
    for (uint32_t topic = first; topic < end; topic++) {
        if (p->next[topic] < publish_item_count(p, topic))
            return publish_item_encode(p, topic, p->next[topic]++);
    }
    return 0;
}

/* Encodes the states of frames from start, at most up to limit; returns the
 * frame it came to in *end. Every block it touches owes a sum. */
static size_t encode_frames(struct publish *p, uint32_t start, uint32_t limit, uint32_t *end)
{
    static const char letters[] = {[FRAME_FREE] = 'F', [FRAME_USED] = 'U', [FRAME_RESERVED] = 'R'};
    const struct frames *frames = &p->machine->frames;
    struct json *json = telemetry_begin(&p->telemetry, "frames");
    struct fmt_buffer buffer;
    char text[RUNS_TEXT_SIZE];
    struct fmt_sink sink = fmt_buffer_init(&buffer, text, sizeof text);
    uint32_t at = start;

    while (at < limit && buffer.length + RUN_SIZE < sizeof text) {
        uint32_t run_end = frames_run_end(frames, at, limit);
        fmt_print(sink, "%c%x", letters[frames_state(frames, at)], run_end - at);
        at = run_end;
    }
    /* A repeated record owes a sum too: a reader that lost the record before this one can
     * tell by the sum alone whether it is right again. */
    for (uint32_t block = start / FRAMES_BLOCK; block <= (at - 1) / FRAMES_BLOCK; block++)
        bits_set(p->stale_blocks, block);
    *end = at;
    json_hex(json, "from", start);
    json_text(json, "runs", text);
    return telemetry_end(&p->telemetry);
}

/* Encodes the frames of the lowest changed chunks; a chunk that was sent whole is clean. */
static size_t encode_changed_frames(struct publish *p)
{
    struct frames *frames = &p->machine->frames;
    uint32_t first = frames_changed_next(frames, 0);
    uint32_t end;

    if (first == UINT32_MAX)
        return 0;
    uint32_t limit = frames_changed_end(frames, first);
    uint32_t end_frame =
        limit * FRAMES_CHUNK < frames->count ? limit * FRAMES_CHUNK : frames->count;
    size_t length = encode_frames(p, first * FRAMES_CHUNK, end_frame, &end);
    /* A chunk that was cut by the end of the record stays marked and is sent again
     * from its start: a state that is sent twice does no harm. */
    uint32_t said = end == frames->count ? limit : end / FRAMES_CHUNK;
    for (uint32_t chunk = first; chunk < said; chunk++)
        frames_changed_clear(frames, chunk);
    return length;
}

/* Encodes the sum of a block that owes one. It is called only when no chunk is changed. */
static size_t encode_sum(struct publish *p)
{
    uint32_t block = bits_next_set(p->stale_blocks, 0, PUBLISH_BLOCKS);

    if (block == PUBLISH_BLOCKS)
        return 0;
    bits_clear(p->stale_blocks, block);
    struct json *json = telemetry_begin(&p->telemetry, "sum");
    json_number(json, "block", block);
    json_hex(json, "crc", frames_audit_checksum(&p->machine->frames, block));
    return telemetry_end(&p->telemetry);
}

static size_t encode_snap(struct publish *p)
{
    struct json *json = telemetry_begin(&p->telemetry, "snap");

    p->walk_topic = 0;
    p->walk_index = 0;
    if (p->hurry_snaps > 0)
        p->hurry_snaps--;
    json_number(json, "k", p->rounds++);
    return telemetry_end(&p->telemetry);
}

/* A record holds at most one block, and its sum follows at once, so a reader soon has the
 * checksum of what it has just received. */
static size_t repeat_frames(struct publish *p)
{
    uint32_t count = p->machine->frames.count;
    uint32_t start = p->walk_index;
    uint32_t limit = (start / FRAMES_BLOCK + 1) * FRAMES_BLOCK;

    return encode_frames(p, start, limit < count ? limit : count, &p->walk_index);
}

static size_t repeat_item(struct publish *p)
{
    p->repeating = true;
    size_t length = publish_item_encode(p, p->walk_topic, p->walk_index++);
    p->repeating = false;
    return length;
}

/* One step of the endless repetition: a snap, every topic, then the frames. */
static size_t encode_repetition(struct publish *p, uint64_t now_ms)
{
    p->walk_due_ms = p->hurry_snaps > 0 ? now_ms : now_ms + WALK_PERIOD_MS;
    for (; p->walk_topic < PUBLISH_TOPICS; p->walk_topic++, p->walk_index = 0) {
        if (p->walk_topic == PUBLISH_LOG && p->walk_index < log_first(&p->machine->log))
            p->walk_index = log_first(&p->machine->log);
        if (p->walk_index < publish_item_count(p, p->walk_topic))
            return repeat_item(p);
    }
    return p->walk_index < p->machine->frames.count ? repeat_frames(p) : encode_snap(p);
}

void publish_repeat_now(struct publish *p)
{
    if (p->hurry_snaps > 0)
        return;         /* a round is already on its way */
    p->hurry_snaps = 2; /* the one that opens the round, and the one that ends it */
    p->walk_topic = PUBLISH_TOPICS;
    p->walk_index = p->machine->frames.count;
    p->walk_due_ms = 0;
}

size_t publish_next(struct publish *p, uint64_t now_ms, const char **record)
{
    size_t length = 0;

    *record = p->telemetry.record;
    /* The order is the priority. A beat is short and must not be late, or a viewer
     * takes the machine for halted; sums come when no frame is changed any more,
     * so that each is the sum of what the reader has; repetition has what is left. */
    notice_changes(p, now_ms);
    if (now_ms >= p->beat_due_ms)
        return encode_beat(p, now_ms);
    if ((length = encode_news(p, 0, PUBLISH_OWNER)) != 0)
        return length;
    if ((length = encode_changed_frames(p)) != 0)
        return length;
    if ((length = encode_sum(p)) != 0)
        return length;
    /* Every allocation may renumber all owners: the frames must not wait for them. */
    if ((length = encode_news(p, PUBLISH_OWNER, PUBLISH_TOPICS)) != 0)
        return length;
    return now_ms >= p->walk_due_ms ? encode_repetition(p, now_ms) : 0;
}

/* What was stopped may be in the middle of changing the machine, so that of its state only
 * the watches are sent, which nobody else changes now. */
size_t publish_next_stopped(struct publish *p, uint64_t uptime_ms, bool beat, const char **record)
{
    *record = p->telemetry.record;
    notice_watches(p, p->watch_due_ms);
    if (p->next[PUBLISH_WATCH] < publish_item_count(p, PUBLISH_WATCH))
        return publish_item_encode(p, PUBLISH_WATCH, p->next[PUBLISH_WATCH]++);
    return beat ? encode_beat(p, uptime_ms) : 0;
}
