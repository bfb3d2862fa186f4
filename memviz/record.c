#include "memviz/record.h"

#include <stdio.h>
#include <string.h>

#include "memviz/text.h"

#define RS 0x1e
#define LF 0x0a

/* What ends every record: ,"c":"XXXX"} */
static const char check_member[] = ",\"c\":\"";
#define CHECK_MEMBER_LENGTH (sizeof check_member - 1)
#define CHECK_DIGITS        4u
#define TRAILER_LENGTH      (CHECK_MEMBER_LENGTH + CHECK_DIGITS + 2)

void record_decoder_init(struct record_decoder *decoder, const struct record_sink *sink)
{
    *decoder = (struct record_decoder){.sink = *sink};
}

uint16_t record_fletcher16(const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    unsigned first = 0;
    unsigned second = 0;
    for (size_t i = 0; i < size; i++) {
        first = (first + byte[i]) % 255;
        second = (second + first) % 255;
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
    if (decoder->length < TRAILER_LENGTH) {
        return false;
    }
    size_t covered = decoder->length - TRAILER_LENGTH;
    char trailer[TRAILER_LENGTH + 1];
    snprintf(trailer, sizeof trailer, "%s%04X\"}", check_member,
             record_fletcher16(decoder->body, covered));
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
    decoder->started = true;
    decoder->next_n = record->n + 1;
}

/* What parses but lacks a number or a type is no record. One whose members the
 * model refuses still counts in the sequence: it was sent, and it arrived. */
static bool pass_on(struct record_decoder *decoder, const json_t *members)
{
    const char *n = json_string_value(json_object_get(members, "n"));
    struct record record = {.type = json_string_value(json_object_get(members, "t")),
                            .members = members};
    if (n == NULL || record.type == NULL || !text_parse_hex(n, &record.n)) {
        return false;
    }
    follow_sequence(decoder, &record);
    return decoder->sink.take(decoder->sink.context, &record);
}

/* The bytes between RS and LF are complete. */
static void finish_record(struct record_decoder *decoder)
{
    decoder->inside = false;
    /* JSON_ALLOW_NUL: the format may carry any byte in a string as an escape. */
    json_t *members = check_matches(decoder)
                          ? json_loadb(decoder->body, decoder->length,
                                       JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL)
                          : NULL;
    if (members != NULL && pass_on(decoder, members)) {
        decoder->counts.accepted++;
    } else {
        reject(decoder);
    }
    json_decref(members);
}

/* RS never occurs inside a record: JSON escapes it. One that comes before the
 * LF means that the end of the last record was lost. */
static void start_record(struct record_decoder *decoder)
{
    if (decoder->inside) {
        reject(decoder);
    }
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

void record_decoder_feed(struct record_decoder *decoder, const void *bytes, size_t size)
{
    const char *byte = bytes;
    for (size_t i = 0; i < size; i++) {
        take_byte(decoder, byte[i]);
    }
}
