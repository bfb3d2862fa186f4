#include "memviz/model/model_frames.h"

#include <string.h>

#include "memviz/stream/fields.h"

/* One run: a letter and a length in hex, as in "R800". Moves *text past it. */
static bool parse_run(const char **text, enum frame_state *state, uint32_t *length)
{
    /* Upper case, so that no letter can be taken for a digit of the length
     * before it. */
    static const char letters[FRAME_STATES] = {'\0', 'F', 'U', 'R'};
    const char *letter = memchr(letters + 1, **text, FRAME_STATES - 1);

    if (letter == NULL)
        return false;
    *state = (enum frame_state)(letter - letters);
    *text += 1;
    size_t count = strspn(*text, "0123456789abcdef");
    uint64_t value;
    /* A run of no frames would be a sender's mistake and must not pass as one. */
    if (!fields_parse_hex(*text, count, &value) || value == 0 || value > FRAMEMAP_MAX)
        return false;
    *text += count;
    *length = (uint32_t)value;
    return true;
}

/* Where the runs end that begin at frame from; 0 when they are malformed. All or
 * nothing, as with every record: half of one would be a state that the machine
 * never had. */
static uint32_t find_runs_end(const char *runs, uint32_t from)
{
    uint32_t frame = from;

    while (*runs != '\0') {
        enum frame_state state;
        uint32_t length;
        if (!parse_run(&runs, &state, &length) || length > FRAMEMAP_MAX - frame)
            return 0;
        frame += length;
    }
    return frame;
}

/* Sets frames and notes the part of them that was different. */
static void set_frames(struct model *model, uint32_t start, uint32_t end, enum frame_state state)
{
    const struct framemap *map = &model->frames;

    if (framemap_get(map, start) == state)
        start = framemap_find_run_end(map, start, end);
    while (start < end && framemap_get(map, end - 1) == state)
        end--;
    if (start < end) {
        changes_note(&model->changes, &(struct change){model->last_n, start, end, CHANGE_FRAMES});
        framemap_set(&model->frames, start, end, state);
    }
}

/* The runs are checked to their end before the first frame changes. Their blocks
 * lose their checksums: the sender sends a sum when it has sent all changes. */
bool model_frames_apply(struct model *model, const struct members *members)
{
    char runs[MODEL_TEXT_SIZE];
    uint64_t from;

    if (!fields_get_hex(members, "from", &from) || from >= FRAMEMAP_MAX ||
        !fields_get_text(members, "runs", runs, sizeof runs))
        return false;
    uint32_t frame = (uint32_t)from;
    uint32_t end = find_runs_end(runs, frame);
    if (end <= frame)
        return false;
    for (uint32_t block = frame / FRAMEMAP_BLOCK_FRAMES; block <= (end - 1) / FRAMEMAP_BLOCK_FRAMES;
         block++) {
        model->sums[block] = (struct model_sum){0};
    }
    const char *text = runs;
    while (*text != '\0') {
        enum frame_state state;
        uint32_t length;
        parse_run(&text, &state, &length);
        set_frames(model, frame, frame + length, state);
        frame += length;
    }
    return true;
}
