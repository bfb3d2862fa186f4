#include "tests/memviz/test_stream.h"

#include <stdio.h>
#include <string.h>

#include "memviz/model/model_apply.h"

static bool take(void *context, const struct record *record)
{
    struct test_stream *stream = context;

    stream->last = *record;
    snprintf(stream->last_type, sizeof stream->last_type, "%s", record->type);
    return model_apply_record(stream->model, record);
}

static void damage(void *context)
{
    struct test_stream *stream = context;

    stream->damages++;
    model_note_damage(stream->model);
}

void test_stream_open(struct test_stream *stream)
{
    memset(stream, 0, sizeof *stream);
    stream->model = model_create();
    const struct record_sink sink = {take, damage, stream};
    record_decoder_init(&stream->decoder, &sink);
}

void test_stream_close(struct test_stream *stream)
{
    model_destroy(stream->model);
}

size_t test_stream_encode(char out[TEST_RECORD_SIZE], uint64_t n, const char *members)
{
    int length =
        snprintf(out, TEST_RECORD_SIZE, "\x1e{'n':'%llx',%s", (unsigned long long)n, members);

    for (int i = 0; i < length; i++)
        out[i] = out[i] == '\'' ? '"' : out[i];
    unsigned check = record_fletcher16(out + 1, (size_t)length - 1);
    length +=
        snprintf(out + length, TEST_RECORD_SIZE - (size_t)length, ",\"c\":\"%04X\"}\n", check);

    return (size_t)length;
}

void test_stream_send(struct test_stream *stream, const char *members)
{
    char bytes[TEST_RECORD_SIZE];
    size_t size = test_stream_encode(bytes, stream->n++, members);

    record_decoder_feed(&stream->decoder, bytes, size);
}

void test_stream_send_machine_without(struct test_stream *stream, size_t missing)
{
    static const char *const records[] = {
        "'t':'hello','name':'Strata','version':'Test 1','frame':'1000','block':8192",
        "'t':'map','source':'e820','truncated':false",
        "'t':'raw','i':0,'of':1,'base':'0','length':'10000','type':1,'attr':1",
        "'t':'clean','i':0,'of':1,'base':'0','length':'10000','type':1",
        "'t':'region','i':0,'of':1,'start':'7c00','end':'7e00','symbol':'STAGE1',"
        "'what':'boot sector','alive':false",
        "'t':'mark','i':0,'of':1,'symbol':'ram_end','at':'10000'",
        "'t':'total','frames':16,'used':4,'free':4,'reserved':8",
        "'t':'frames','from':'0','runs':'R8U4F4'",
        "'t':'heap','start':'1000','cursor':'1800','end':'2000','allocations':1",
        "'t':'alloc','i':0,'start':'1020','size':'7b0','tag':'test'",
        "'t':'sum','block':0,'crc':'" TEST_MACHINE_SUM "'",
    };

    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        if (i != missing)
            test_stream_send(stream, records[i]);
    }
}

void test_stream_send_machine(struct test_stream *stream)
{
    test_stream_send_machine_without(stream, SIZE_MAX);
}
