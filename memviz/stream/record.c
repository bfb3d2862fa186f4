#include "memviz/stream/record.h"

#include <string.h>

#include "memviz/stream/fields.h"

#define RS 0x1e
#define LF 0x0a

/* What ends every record: ,"c":"XXXX"} */
#define CHECK_MEMBER_LENGTH 6u
#define CHECK_DIGITS        4u
#define TRAILER_LENGTH      (CHECK_MEMBER_LENGTH + CHECK_DIGITS + 2)

void record_decoder_init(struct record_decoder *decoder, const struct record_sink *sink)
{
    *decoder = (struct record_decoder){.sink = *sink};
}

/* Without a table and nearly without divisions: it goes over every byte of every
 * recording. */
uint16_t record_fletcher16(const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    unsigned first = 0;
    unsigned second = 0;

    while (size > 0) {
        /* Divided once a record: over a body the sums stay far below 2^32. */
        size_t part = size < RECORD_BODY_MAX ? size : RECORD_BODY_MAX;
        size_t i = 0;
        /* Four at a time: each sum then waits for the one before only once. */
        for (; i + 4 <= part; i += 4) {
            second += 4 * first + 4u * byte[i] + 3u * byte[i + 1] + 2u * byte[i + 2] + byte[i + 3];
            first += 0u + byte[i] + byte[i + 1] + byte[i + 2] + byte[i + 3];
        }
        for (; i < part; i++) {
            first += byte[i];
            second += first;
        }
        first %= 255;
        second %= 255;
        byte += part;
        size -= part;
    }
    return (uint16_t)(second << 8 | first);
}

/* The sink hears of it at once: until the state has been repeated the model
 * may be stale, even when no further record tells of the gap. */
static void reject(struct record_decoder *decoder)
{
    decoder->counts.rejected++;
    decoder->sink.damage(decoder->sink.context);
}

/* The trailer that should be there is written and compared as a whole: upper
 * case, closing quote and brace are part of the format. */
static bool check_matches(const struct record_decoder *decoder)
{
    if (decoder->length < TRAILER_LENGTH)
        return false;
    size_t covered = decoder->length - TRAILER_LENGTH;
    unsigned check = record_fletcher16(decoder->body, covered);
    char trailer[TRAILER_LENGTH + 1] = ",\"c\":\"....\"}";
    for (unsigned i = 0; i < CHECK_DIGITS; i++)
        trailer[CHECK_MEMBER_LENGTH + i] = "0123456789ABCDEF"[check >> (12 - 4 * i) & 0xf];
    return memcmp(decoder->body + covered, trailer, TRAILER_LENGTH) == 0;
}

/* Compares n with the one expected. Numbers that run backwards come from a new
 * boot whose first records were lost: one line carries them all, in order. */
static void follow_sequence(struct record_decoder *decoder, struct record *record)
{
    bool back = decoder->started && record->n < decoder->next_n;

    record->new_boot = record->n == 0 || back;
    if (record->new_boot) {
        record->gap = record->n != 0;
        decoder->counts.lost += record->n;
    } else if (decoder->started) {
        record->gap = record->n != decoder->next_n;
        decoder->counts.lost += record->n - decoder->next_n;
    } else {
        /* A reader that came late has missed records, but none were lost. */
        record->gap = true;
    }
    /* After a rejected record this stays as it was: the next one then counts it
     * as lost, which it is. */
    decoder->started = true;
    decoder->next_n = record->n + 1;
}

/* What parses but lacks a number or a type is no record. One whose members the
 * model refuses still counts in the sequence: it was sent, and it arrived. */
static bool pass_on(struct record_decoder *decoder, const struct members *members)
{
    struct record record = {.type = decoder->type, .members = members};

    if (!fields_get_hex(members, "n", &record.n) ||
        !fields_get_text(members, "t", decoder->type, sizeof decoder->type))
        return false;
    follow_sequence(decoder, &record);
    return decoder->sink.take(decoder->sink.context, &record);
}

/* The bytes between RS and LF are complete. */
static void finish_record(struct record_decoder *decoder)
{
    struct members members;

    decoder->inside = false;
    if (check_matches(decoder) && members_parse(&members, decoder->body, decoder->length) &&
        pass_on(decoder, &members))
        decoder->counts.accepted++;
    else
        reject(decoder);
}

/* RS never occurs inside a record: JSON escapes it. One that comes before the
 * LF means that the end of the last record was lost. */
static void start_record(struct record_decoder *decoder)
{
    if (decoder->inside)
        reject(decoder);
    decoder->inside = true;
    decoder->skipping = false;
    decoder->length = 0;
}

/* Bytes outside any record are the rest of one whose RS was damaged, or of one
 * that was under way when we came; a stretch of them is one event. */
static void skip_byte(struct record_decoder *decoder)
{
    if (!decoder->skipping) {
        decoder->skipping = true;
        decoder->counts.resynchronised++;
        decoder->sink.damage(decoder->sink.context);
    }
}

/* RS is looked for first: it begins a record wherever it comes. */
static void take_byte(struct record_decoder *decoder, char byte)
{
    if (byte == RS) {
        start_record(decoder);
    } else if (!decoder->inside) {
        skip_byte(decoder);
    } else if (byte == LF) {
        finish_record(decoder);
    } else if (decoder->length == RECORD_BODY_MAX) {
        /* Too long: the rest of it is skipped as part of the same damage. */
        decoder->inside = false;
        reject(decoder);
    } else {
        decoder->body[decoder->length++] = byte;
    }
}

/* Copies what can be seen to be the inside of a record; returns how much. */
static size_t take_inside(struct record_decoder *decoder, const char *bytes, size_t size)
{
    size_t room = RECORD_BODY_MAX - decoder->length;
    size_t limit = size < room ? size : room;
    const char *end = memchr(bytes, LF, limit);
    size_t count = end != NULL ? (size_t)(end - bytes) : limit;
    const char *start = memchr(bytes, RS, count);

    count = start != NULL ? (size_t)(start - bytes) : count;
    memcpy(decoder->body + decoder->length, bytes, count);
    decoder->length += count;
    return count;
}

/* The inside of a record is copied in one go, and only what is special byte by
 * byte: most bytes are inside. */
void record_decoder_feed(struct record_decoder *decoder, const void *bytes, size_t size)
{
    const char *byte = bytes;

    for (size_t i = 0; i < size; i++) {
        if (decoder->inside)
            i += take_inside(decoder, byte + i, size - i);
        if (i < size)
            take_byte(decoder, byte[i]);
    }
}
