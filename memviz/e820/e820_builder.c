#include "memviz/e820/e820_builder.h"

#include <stdarg.h>
#include <stdio.h>

struct builder builder_start(char *out, size_t size)
{
    out[0] = '\0';
    return (struct builder){out, size, 0};
}

void builder_add(struct builder *builder, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(builder->out + builder->length, builder->size - builder->length, format,
                           arguments);
    va_end(arguments);
    if (length > 0) {
        size_t room = builder->size - builder->length - 1;
        builder->length += (size_t)length < room ? (size_t)length : room;
    }
}
