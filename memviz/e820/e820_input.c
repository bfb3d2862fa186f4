#include "memviz/e820/e820_input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "memviz/stream/unpack.h"

/* One buffer, on the stack of whoever reads: a log is read once. */
struct input {
    FILE *file;
    struct e820_text *text;
    struct unpacker *unpacker; /* NULL: the file is text as it is */
    size_t size;               /* of what bytes holds */
    unsigned char bytes[16384];
};

/* All that the input bytes decompress to. */
static bool take_packed(struct input *input)
{
    unsigned char out[16384];
    struct unpack_bytes bytes = {.in = input->bytes, .in_size = input->size};

    do {
        bytes.out = out;
        bytes.out_size = sizeof out;
        if (!unpacker_run(input->unpacker, &bytes)) {
            errno = EBADMSG;
            return false;
        }
        if (!e820_text_take(input->text, (const char *)out, sizeof out - bytes.out_size)) {
            errno = ENOMEM;
            return false;
        }
    } while (bytes.in_size > 0 || bytes.out_size == 0);
    return true;
}

/* The reader fails only for lack of memory, and does not say so itself. */
static bool take_bytes(struct input *input)
{
    if (input->unpacker != NULL)
        return take_packed(input);
    errno = ENOMEM;
    return e820_text_take(input->text, (const char *)input->bytes, input->size);
}

/* What it is made of, the first bytes tell; a pipe cannot be asked twice. */
static bool read_stream(struct input *input)
{
    bool first = true;

    while ((input->size = fread(input->bytes, 1, sizeof input->bytes, input->file)) > 0) {
        if (first && unpack_is_packed(input->bytes, input->size)) {
            input->unpacker = unpacker_create(input->bytes, input->size);
            if (input->unpacker == NULL) {
                errno = ENOMEM;
                return false;
            }
        }
        first = false;
        if (!take_bytes(input))
            return false;
    }
    if (ferror(input->file))
        return false;
    if (input->unpacker != NULL && !unpacker_is_complete(input->unpacker)) {
        errno = ENODATA;
        return false;
    }
    errno = ENOMEM;
    return e820_text_finish(input->text);
}

/* errno is kept over the clean-up, which may set it. */
static bool read_file(struct e820_text *text, FILE *file)
{
    struct input input = {.file = file, .text = text};
    bool good = read_stream(&input);
    int error = errno;

    unpacker_destroy(input.unpacker);
    errno = error;
    return good;
}

/* /sys/firmware/memmap is a directory, and the one form that is no text. */
static bool read_path(struct e820_text *text, const char *path)
{
    struct stat status;

    if (strcmp(path, "-") == 0)
        return read_file(text, stdin);
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return e820_text_take_memmap(text, path);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    bool good = read_file(text, file);
    int error = errno;
    fclose(file);
    errno = error;
    return good;
}

struct e820_text *e820_input_read(const char *path)
{
    struct e820_text *text = e820_text_create();

    if (text == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    if (read_path(text, path))
        return text;
    int error = errno;
    e820_text_destroy(text);
    errno = error;
    return NULL;
}
