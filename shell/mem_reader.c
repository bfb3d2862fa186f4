#include "shell/mem_reader.h"

#include "kernel/core/units.h"

/* All zero otherwise: valid is false, so nothing has to be a frame number that
 * cannot be. */
struct mem_reader mem_reader_init(const struct machine *machine)
{
    return (struct mem_reader){.machine = machine};
}

/* reach() may have to map the frame first, and is asked again only when the frame
 * changes; NULL is remembered as well, or a hole would be asked for at every byte. */
volatile uint8_t *mem_reader_frame(struct mem_reader *reader, uint64_t address)
{
    uint64_t frame = address >> FRAME_SHIFT;

    if (!reader->valid || reader->frame != frame) {
        reader->frame = frame;
        reader->bytes = reader->machine->ops.reach(frame << FRAME_SHIFT);
        reader->valid = true;
    }
    return reader->bytes;
}

/* 0 and no refusal: callers have asked what is there before they read. */
uint8_t mem_reader_byte(struct mem_reader *reader, uint64_t address)
{
    const volatile uint8_t *bytes = mem_reader_frame(reader, address);

    return bytes == NULL ? 0 : bytes[address % FRAME_SIZE];
}

/* The map has a boundary wherever the type changes; most of them make no
 * difference to a reader, and none of those may cut a row or hide a match. */
enum machine_memory mem_reader_piece(const struct machine *machine, uint64_t start, uint64_t last,
                                     uint64_t *piece_last)
{
    uint64_t end;
    enum machine_memory memory = machine_memory_at(machine, start, &end);

    *piece_last = last;
    /* Beyond 4 GiB everything is alike, and its end may be 2^64, which has no
     * uint64_t. */
    while (memory != MACHINE_MEMORY_BEYOND && end <= last) {
        uint64_t next_end;
        if (machine_memory_at(machine, end, &next_end) != memory) {
            *piece_last = end - 1;
            break;
        }
        end = next_end;
    }
    return memory;
}

const char *mem_reader_memory_name(enum machine_memory memory)
{
    /* By index, so that a member that is added without a name shows up as a gap. */
    static const char *const names[] = {
        [MACHINE_MEMORY_PRESENT] = "present",
        [MACHINE_MEMORY_ABSENT] = "absent",
        [MACHINE_MEMORY_BAD] = "bad",
        [MACHINE_MEMORY_BEYOND] = "beyond 4 GiB",
    };

    return names[memory];
}
