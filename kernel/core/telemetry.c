#include "kernel/core/telemetry.h"

/* What telemetry_end() adds: ,"c":"XXXX"} and LF, and the buffer's NUL. */
#define TAIL_SIZE 14u

void telemetry_init(struct telemetry *telemetry, uint32_t next)
{
    telemetry->next = next;
}

/* The writer gets less than the buffer's size, so that what telemetry_end() adds
 * always fits. */
struct json *telemetry_begin(struct telemetry *telemetry, const char *type)
{
    struct fmt_sink sink = fmt_buffer_init(&telemetry->buffer, telemetry->record,
                                           sizeof telemetry->record - TAIL_SIZE);

    fmt_put(sink, TELEMETRY_RS);
    telemetry->json = json_init(sink);
    json_open_object(&telemetry->json, NULL);
    json_hex(&telemetry->json, "n", telemetry->next);
    json_text(&telemetry->json, "t", type);
    return &telemetry->json;
}

/* Fletcher-16 modulo 255: the loader computes it without a table, and two bytes
 * that change places are noticed, which a plain sum would miss. */
uint16_t telemetry_checksum(const char *bytes, size_t size)
{
    uint32_t a = 0;
    uint32_t b = 0;

    for (size_t i = 0; i < size; i++) {
        a = (a + (unsigned char)bytes[i]) % 255;
        b = (b + a) % 255;
    }
    return (uint16_t)(b << 8 | a);
}

size_t telemetry_end(struct telemetry *telemetry)
{
    struct fmt_buffer *buffer = &telemetry->buffer;

    /* A record that was cut is not sent: it would parse as garbage and cost the
     * reader a gap. Its number is used by the next. */
    if (buffer->length + 1 >= buffer->size)
        return 0;
    unsigned sum = telemetry_checksum(buffer->text + 1, buffer->length - 1);
    buffer->size = sizeof telemetry->record;
    fmt_print(telemetry->json.sink, ",\"c\":\"%c%c%c%c\"}\n", "0123456789ABCDEF"[sum >> 12],
              "0123456789ABCDEF"[sum >> 8 & 15], "0123456789ABCDEF"[sum >> 4 & 15],
              "0123456789ABCDEF"[sum & 15]);
    telemetry->next++;
    return buffer->length;
}
