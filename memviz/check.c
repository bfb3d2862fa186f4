#include "memviz/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memviz/model/model_apply.h"
#include "memviz/model/record_rules.h"
#include "memviz/model/sync.h"
#include "memviz/screen/output.h"
#include "memviz/screen/text.h"
#include "memviz/stream/fields.h"
#include "memviz/stream/source.h"
#include "memviz/time/feed.h"

#define RS 0x1e
#define LF 0x0a

#define CHUNK_SIZE 65536u

/* ,"c":"XXXX"} at the end of every record, and where its digits begin. */
#define TRAILER_LENGTH 12u
#define TRAILER_DIGITS 6u

struct check {
    bool json;
    json_t *faults; /* NULL for text */
    uint64_t fault_count;
    uint64_t note_count;
    uint64_t record; /* number in the file, from 1 */
    uint64_t offset; /* of its first byte, the RS */
    char type[RECORD_TYPE_SIZE];
    bool taken;   /* the decoder handed the record on */
    bool refused; /* and the model did not want it */
    bool gap;
    bool new_boot;
    uint64_t n;
    uint64_t expected;
    uint32_t block;            /* of a sum */
    struct record_fault fault; /* why the model refused it */
    struct record_decoder decoder;
    struct model *model;
};

/* A line for people, an object for scripts. */
static void add(struct check *check, bool note, const char *member, const char *problem)
{
    check->fault_count += !note;
    check->note_count += note;
    if (check->json) {
        json_array_append_new(
            check->faults,
            json_pack("{s:I, s:I, s:s, s:s, s:s, s:s}", "record", (json_int_t)check->record, "byte",
                      (json_int_t)check->offset, "type", check->type, "member", member, "level",
                      note ? "note" : "fault", "problem", problem));
        return;
    }
    printf("record %" PRIu64 " at byte %" PRIu64, check->record, check->offset);
    if (check->type[0] != '\0') {
        fputs(" (", stdout);
        output_write_safe(stdout, check->type);
        putchar(')');
    }
    fputs(note ? ": note: " : ": ", stdout);
    if (member[0] != '\0')
        printf("\"%s\" ", member);
    output_write_safe(stdout, problem);
    putchar('\n');
}

/* The model's own verdict is asked first; the rules then say why. */
static bool take(void *context, const struct record *record)
{
    struct check *check = context;

    check->taken = true;
    check->gap = record->gap;
    check->new_boot = record->new_boot;
    check->n = record->n;
    snprintf(check->type, sizeof check->type, "%s", record->type);
    bool good = model_apply_record(check->model, record);
    check->refused = !good;
    if (strcmp(record->type, "sum") == 0)
        fields_get_number(record->members, "block", &check->block);
    if (!good && !record_rules_find_fault(&check->fault, record->type, record->members)) {
        check->fault.member[0] = '\0';
        strcpy(check->fault.problem, "is beyond what a reader keeps");
    }
    size_t next = 0;
    struct record_fault unknown;
    while (good && record_rules_has_type(record->type) &&
           record_rules_find_unknown(&unknown, record->type, record->members, &next))
        add(check, true, unknown.member, unknown.problem);
    return good;
}

static void damage(void *context)
{
    model_note_damage(((struct check *)context)->model);
}

/* Why the decoder rejected a piece of the stream that begins with RS. */
static void explain_framing(struct check *check, const char *body, size_t length, bool ended)
{
    char problem[160];
    struct members members;
    uint64_t n;

    if (length > RECORD_BODY_MAX) {
        snprintf(problem, sizeof problem,
                 "is %zu bytes long with RS and LF: at most %u are allowed", length + 2,
                 RECORD_BODY_MAX + 2);
    } else if (!ended) {
        snprintf(problem, sizeof problem, "is cut: no LF ends it");
    } else if (length < TRAILER_LENGTH ||
               memcmp(body + length - TRAILER_LENGTH, ",\"c\":\"", 6) != 0 ||
               memcmp(body + length - 2, "\"}", 2) != 0) {
        snprintf(problem, sizeof problem,
                 "does not end in ,\"c\":\"XXXX\"} with the four digits of its checksum");
    } else {
        char digits[5];
        const char *sent = body + length - TRAILER_LENGTH + TRAILER_DIGITS;
        snprintf(digits, sizeof digits, "%04X",
                 (unsigned)record_fletcher16(body, length - TRAILER_LENGTH));
        if (memcmp(digits, sent, 4) != 0)
            snprintf(problem, sizeof problem, "has the checksum \"%.4s\", its bytes give \"%s\"",
                     sent, digits);
        else if (!members_parse(&members, body, length))
            snprintf(problem, sizeof problem,
                     "is no JSON object on one line in ASCII, or has a name twice");
        else if (!fields_get_hex(&members, "n", &n))
            snprintf(problem, sizeof problem,
                     "lacks \"n\", its number, as a string of lower-case hex digits");
        else
            snprintf(problem, sizeof problem, "lacks \"t\", its type, as a string");
    }
    add(check, false, "", problem);
}

/* Numbers grow by one a record; 0 begins a boot. */
static void explain_sequence(struct check *check)
{
    char problem[160];

    if (check->new_boot && check->gap) {
        snprintf(problem, sizeof problem,
                 "is \"%" PRIx64 "\", after \"%" PRIx64
                 "\": a reader takes it for a new boot and forgets everything",
                 check->n, check->expected - 1);
        add(check, false, "n", problem);
    } else if (check->gap && check->expected > 0) {
        snprintf(problem, sizeof problem,
                 "is \"%" PRIx64 "\", \"%" PRIx64 "\" was expected: %" PRIu64 " records are lost",
                 check->n, check->expected, check->n - check->expected);
        add(check, false, "n", problem);
    } else if (check->gap) {
        add(check, true, "n", "does not begin at \"0\": what came before is not in this recording");
    }
    check->expected = check->n + 1;
}

/* A sum follows when all that changed in its block has been sent, so it must agree
 * with what was sent, where nothing was lost. */
static void check_sum(struct check *check)
{
    const struct model_sum *sum = &check->model->sums[check->block];
    char problem[128];

    sync_compute_verdict(check->model);
    if (check->model->damaged ||
        !model_is_corrupt(check->model, check->block * FRAMEMAP_BLOCK_FRAMES * FRAMEMAP_FRAME_SIZE))
        return;
    snprintf(problem, sizeof problem,
             "of block %u is \"%x\", the frames that were sent give \"%x\"", check->block, sum->crc,
             sum->own_crc);
    add(check, false, "crc", problem);
}

/* One piece: an RS and what follows up to the next. */
static void check_piece(struct check *check, const char *piece, size_t size)
{
    const char *end = memchr(piece, LF, size);
    size_t length = end != NULL ? (size_t)(end - piece) - 1 : size - 1;

    check->record++;
    check->type[0] = '\0';
    check->taken = check->refused = false;
    check->decoder.inside = false;
    record_decoder_feed(&check->decoder, piece, size);
    if (!check->taken) {
        explain_framing(check, piece + 1, length, end != NULL);
        return;
    }
    explain_sequence(check);
    if (check->refused)
        add(check, false, check->fault.member, check->fault.problem);
    else if (!record_rules_has_type(check->type))
        add(check, true, "t", "is no documented type: readers ignore the record");
    else if (strcmp(check->type, "sum") == 0)
        check_sum(check);
    if (end != NULL && end + 1 < piece + size) {
        char problem[96];
        snprintf(problem, sizeof problem, "%zu bytes follow its LF that belong to no record",
                 (size_t)(piece + size - end - 1));
        add(check, false, "", problem);
    }
}

/* All of the file: a recording of a day is some hundred megabytes, and what is
 * checked is more often some hundred records. */
static char *read_whole(const char *path, size_t *size)
{
    struct source *source = source_create(path);
    size_t capacity = 0;
    char *bytes = NULL;
    enum source_event event = SOURCE_DATA;

    *size = 0;
    while (source != NULL && (event == SOURCE_DATA || (event == SOURCE_IDLE && path[0] == '-'))) {
        if (capacity - *size < CHUNK_SIZE) {
            capacity = capacity * 2 + CHUNK_SIZE;
            char *larger = realloc(bytes, capacity);
            if (larger == NULL)
                break;
            bytes = larger;
        }
        size_t got;
        event = source_read(source, bytes + *size, CHUNK_SIZE, &got);
        *size += got;
        if (event == SOURCE_DATA && got == 0)
            break;
    }
    int error = errno;
    source_destroy(source);
    if (event == SOURCE_FAILED || event == SOURCE_WAITING || source == NULL) {
        errno = event == SOURCE_WAITING ? ENOENT : error;
        free(bytes);
        return NULL;
    }
    return bytes;
}

static void check_bytes(struct check *check, const char *bytes, size_t size)
{
    const char *end = bytes + size;
    const char *piece = memchr(bytes, RS, size);

    if (piece != bytes) {
        char problem[96];
        snprintf(problem, sizeof problem, "%zu bytes before the first record belong to none",
                 (size_t)(piece - bytes));
        add(check, false, "", problem);
    }
    while (piece < end) {
        const char *next = memchr(piece + 1, RS, (size_t)(end - piece) - 1);
        next = next != NULL ? next : end;
        check->offset = (uint64_t)(piece - bytes);
        check_piece(check, piece, (size_t)(next - piece));
        piece = next;
    }
}

/* The end: what a reader of all this can say of the machine. */
static int finish(struct check *check)
{
    struct sync_verdict verdict = sync_compute_verdict(check->model);
    bool good = check->fault_count == 0 && verdict.state == SYNC_OK;
    char words[96];

    sync_format(words, sizeof words, &verdict);
    if (check->json) {
        json_t *answer =
            json_pack("{s:I, s:I, s:o, s:b, s:s}", "records", (json_int_t)check->record, "faults",
                      (json_int_t)check->fault_count, "findings", check->faults, "sync",
                      verdict.state == SYNC_OK, "verdict", words);
        return output_write_json(answer) && good ? 0 : 1;
    }
    printf("%" PRIu64 " records, %" PRIu64 " faults, %" PRIu64 " notes; at the end a reader %s%s\n",
           check->record, check->fault_count, check->note_count,
           verdict.state == SYNC_OK ? "is in sync" : "is not in sync: ",
           verdict.state == SYNC_OK ? "" : words);
    return output_finish() && good ? 0 : 1;
}

int check_run(const char *path, bool json)
{
    size_t size;
    char *bytes = read_whole(path, &size);

    if (bytes == NULL) {
        output_report(path, feed_describe_error(errno));
        return 1;
    }
    if (memchr(bytes, RS, size) == NULL) {
        output_report(path,
                      "holds no telemetry; if it is a log with a memory map, try memviz e820");
        free(bytes);
        return 1;
    }
    struct check check = {.json = json, .model = model_create()};
    const struct record_sink sink = {take, damage, &check};
    record_decoder_init(&check.decoder, &sink);
    check.faults = json ? json_array() : NULL;
    int status = 1;
    if (check.model != NULL && (!json || check.faults != NULL)) {
        check_bytes(&check, bytes, size);
        status = finish(&check);
    } else {
        output_report(path, "not enough memory");
    }
    model_destroy(check.model);
    free(bytes);
    return status;
}
