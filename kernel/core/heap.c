#include "kernel/core/heap.h"

#include "kernel/core/bytes.h"

#define HEADER_MAGIC  0x50414548u /* "HEAP" */
#define UNIT          16u
#define RED_ZONE_BYTE 0xfd

/* data is an offset from the heap's start. The last word seals the others, so
 * that a stray write into a header is noticed. */
struct header {
    uint32_t magic;
    uint32_t data;
    uint32_t size;
    uint32_t align_check; /* see seal() */
    char tag[HEAP_TAG_SIZE];
};

_Static_assert(sizeof(struct header) == 2 * UNIT, "headers keep the cursor aligned");

static uint64_t align_up(uint64_t value, uint64_t align)
{
    return (value + align - 1) & ~(align - 1);
}

/* The alignment's exponent in the low byte, a sum over all else above it. Not a
 * CRC: it is computed for every header of every walk, and has to notice a stray
 * write, not an adversary. */
static uint32_t seal(const struct header *header, uint32_t exponent)
{
    const unsigned char *tag = (const unsigned char *)header->tag;
    uint32_t sum = header->magic ^ header->data * 31u ^ header->size * 131u ^ exponent;

    for (unsigned i = 0; i < HEAP_TAG_SIZE; i++)
        sum = sum * 33u + tag[i];
    return sum << 8 | exponent;
}

void heap_init(struct heap *heap, uint8_t *memory, uint64_t start, uint64_t end)
{
    *heap = (struct heap){.memory = memory, .start = start, .cursor = start, .end = end};
}

void *heap_pointer(const struct heap *heap, uint64_t address)
{
    return heap->memory + (size_t)(address - heap->start);
}

enum status heap_alloc(struct heap *heap, const struct heap_request *wanted, uint64_t *address)
{
    uint32_t size = wanted->size;
    uint32_t align = wanted->align;

    if (size == 0 || align == 0 || (align & (align - 1)) != 0)
        return STATUS_ARGUMENT;
    uint64_t data = align_up(heap->cursor + sizeof(struct header), align < UNIT ? UNIT : align);
    /* In 64 bits nothing here can wrap: data is below 4 GiB and size has 32 bits. */
    uint64_t next = align_up(data + size + HEAP_RED_ZONE_SIZE, UNIT);
    if (next > heap->end)
        return STATUS_NO_MEMORY;
    struct header *header = heap_pointer(heap, heap->cursor);
    *header = (struct header){
        .magic = HEADER_MAGIC, .data = (uint32_t)(data - heap->start), .size = size};
    text_copy(header->tag, wanted->tag, HEAP_TAG_SIZE);
    header->align_check = seal(header, (uint32_t)__builtin_ctz(align));
    /* Up to the next header, padding included: an overrun by one byte is seen even
     * where alignment would have hidden it. */
    bytes_fill(heap_pointer(heap, data + size), RED_ZONE_BYTE, (size_t)(next - data - size));
    heap->cursor = next;
    heap->count++;
    *address = data;
    return STATUS_OK;
}

/* Reads the header at address, which lies in [start, cursor); false where it
 * is damaged. */
static bool read_header(const struct heap *heap, uint64_t address, struct heap_allocation *out)
{
    const struct header *header = heap_pointer(heap, address);

    if (header->magic != HEADER_MAGIC ||
        header->align_check != seal(header, header->align_check & 0xffu))
        return false;
    out->header = address;
    out->start = heap->start + header->data;
    out->size = header->size;
    out->align = 1u << (header->align_check & 31u);
    out->next = align_up(out->start + out->size + HEAP_RED_ZONE_SIZE, UNIT);
    text_copy(out->tag, header->tag, HEAP_TAG_SIZE);
    /* A header that survived by luck could still lead a walk astray. */
    return out->start > address && out->next <= heap->cursor;
}

/* No list is kept beside the memory itself: where one allocation ends the next
 * header is, so the walk sees what is there. */
bool heap_first(const struct heap *heap, struct heap_allocation *allocation)
{
    return heap->cursor > heap->start && read_header(heap, heap->start, allocation);
}

bool heap_next(const struct heap *heap, struct heap_allocation *allocation)
{
    return allocation->next < heap->cursor && read_header(heap, allocation->next, allocation);
}

/* Less header and red zone: this much can be asked for and is given. */
uint64_t heap_left(const struct heap *heap)
{
    uint64_t overhead = sizeof(struct header) + HEAP_RED_ZONE_SIZE;
    uint64_t room = heap->end - heap->cursor;

    return room > overhead ? room - overhead : 0;
}

/* Returns the address of the first byte after the data that was overwritten, or next. */
static uint64_t red_zone_damage(const struct heap *heap, const struct heap_allocation *a)
{
    uint64_t byte = a->start + a->size;

    /* From the data on: the first damaged byte is where the overrun began. */
    while (byte < a->next && *(uint8_t *)heap_pointer(heap, byte) == RED_ZONE_BYTE)
        byte++;
    return byte;
}

enum status heap_check(const struct heap *heap, uint64_t *address,
                       struct heap_allocation *allocation)
{
    uint64_t next = heap->start;
    uint32_t count = 0;

    while (next < heap->cursor) {
        if (!read_header(heap, next, allocation)) {
            *allocation = (struct heap_allocation){.header = next};
            *address = next;
            return STATUS_CORRUPT;
        }
        *address = red_zone_damage(heap, allocation);
        if (*address != allocation->next)
            return STATUS_CORRUPT;
        next = allocation->next;
        count++;
    }
    *address = heap->cursor;
    *allocation = (struct heap_allocation){.header = heap->cursor};
    return next == heap->cursor && count == heap->count ? STATUS_OK : STATUS_CORRUPT;
}
