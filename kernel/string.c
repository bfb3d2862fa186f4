/*
 * The four functions that gcc may call in any freestanding program (GCC manual,
 * section 2.1). The rest of the kernel uses kernel/core/bytes.h.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* One string instruction: the image stays small, and the emulators run it in
 * bulk. The direction flag is clear, as the ABI promises at each call. */
void *memcpy(void *to, const void *from, size_t size)
{
    void *result = to;

    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
    return result;
}

void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *target = to;
    const uint8_t *source = from;

    /* Only a target inside the source needs to be filled from its end; copied
     * upwards, the source would be overwritten before it is read. */
    if (target <= source || target >= source + size)
        return memcpy(to, from, size);
    while (size-- > 0)
        target[size] = source[size];
    return to;
}

/* Most fills here are large and aligned: words first. */
void *memset(void *to, int value, size_t size)
{
    uint8_t *next = to;
    uint32_t word = (uint8_t)value * 0x01010101u;
    size_t words = size / sizeof word;
    size_t bytes = size % sizeof word;

    __asm__ volatile("rep stosl" : "+D"(next), "+c"(words) : "a"(word) : "memory");
    __asm__ volatile("rep stosb" : "+D"(next), "+c"(bytes) : "a"(word) : "memory");
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *left = a;
    const uint8_t *right = b;

    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}
