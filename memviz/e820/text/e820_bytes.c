#include "memviz/e820/text/e820_bytes.h"

#include <stdlib.h>
#include <string.h>

bool e820_bytes_add(struct e820_bytes *bytes, const char *added, size_t size)
{
    if (bytes->size + size + 1 > bytes->capacity) {
        size_t capacity = 2 * (bytes->size + size + 1) + 256;
        char *grown = realloc(bytes->bytes, capacity);
        if (grown == NULL)
            return false;
        bytes->bytes = grown;
        bytes->capacity = capacity;
    }
    if (size > 0)
        memcpy(bytes->bytes + bytes->size, added, size);
    bytes->size += size;
    bytes->bytes[bytes->size] = '\0';
    return true;
}

bool e820_bytes_add_character(struct e820_bytes *bytes, unsigned character)
{
    char out[4];

    if (character < 0x80) {
        out[0] = (char)character;
        return e820_bytes_add(bytes, out, 1);
    }
    if (character < 0x800) {
        out[0] = (char)(0xc0 | character >> 6);
        out[1] = (char)(0x80 | (character & 0x3f));
        return e820_bytes_add(bytes, out, 2);
    }
    if (character < 0x10000) {
        out[0] = (char)(0xe0 | character >> 12);
        out[1] = (char)(0x80 | (character >> 6 & 0x3f));
        out[2] = (char)(0x80 | (character & 0x3f));
        return e820_bytes_add(bytes, out, 3);
    }
    return e820_bytes_add(bytes, "?", 1);
}
