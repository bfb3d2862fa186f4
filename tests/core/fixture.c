#include "tests/core/fixture.h"

#include <string.h>

#include "kernel/core/bits.h"
#include "kernel/core/crc32.h"
#include "kernel/core/publish_items.h"
#include "kernel/core/units.h"
#include "layout_constants.h"
#include "tests/core/check.h"

/* Frames above the arena that are distinct. */
#define FAR_FRAMES 17u

static struct {
    _Alignas(16) uint8_t arena[LAYOUT_KHEAP_MAX_ADDR];
    _Alignas(16) uint8_t far[FAR_FRAMES][FRAME_SIZE];
    uint64_t ticks;
} memory;

uint8_t *fixture_reach(uint64_t address)
{
    return address < sizeof memory.arena ? memory.arena + address : NULL;
}

uint8_t *fixture_reach_far(uint64_t address)
{
    if (address >= 4 * GIB)
        return NULL;
    if (address < sizeof memory.arena)
        return memory.arena + address;
    return memory.far[address / FRAME_SIZE % FAR_FRAMES] + address % FRAME_SIZE;
}

/* Each reading is another: two stamps are never the same. */
static uint64_t read_ticks(void)
{
    return memory.ticks += 1000;
}

void fixture_boot(struct bootinfo *boot, const struct e820_entry *raw, uint32_t count)
{
    *boot = (struct bootinfo){.magic = BOOTINFO_MAGIC,
                              .map_source = E820_SOURCE_E820,
                              .raw_count = count,
                              .telemetry_next = 12};
    for (uint32_t i = 0; i < count; i++)
        boot->raw[i] = raw[i];
    for (uint64_t step = 1; step <= BOOT_STEP_COUNT; step++)
        boot->step_tsc[step] = step << 32;
}

void fixture_boot_bochs(struct bootinfo *boot)
{
    static const struct e820_entry raw[] = {
        {0, 0x9f000, 1, 1},          {0x9f000, 0x1000, 2, 1},    {0xe8000, 0x18000, 2, 1},
        {0x100000, 0x7ef0000, 1, 1}, {0x7ff0000, 0x10000, 3, 1}, {0xfffc0000, 0x40000, 2, 1},
    };

    fixture_boot(boot, raw, LENGTH_OF(raw));
}

enum status fixture_machine(struct machine *machine, const struct bootinfo *boot)
{
    static const struct machine_ops ops = {fixture_reach_far, read_ticks, NULL};
    struct machine_image image = {
        .start = FIXTURE_KERNEL_START,
        .end = FIXTURE_KERNEL_END,
        .text_start = FIXTURE_TEXT_START,
        .text_end = FIXTURE_TEXT_END,
        .stack_start = LAYOUT_PM_STACK,
        .stack_end = LAYOUT_PM_STACK_END,
    };

    memset(memory.arena, 0, sizeof memory.arena);
    for (uint32_t i = FIXTURE_TEXT_START; i < FIXTURE_TEXT_END; i++)
        memory.arena[i] = (uint8_t)(i * 7 >> 3);
    image.text_crc =
        crc32_update(0, fixture_reach(FIXTURE_TEXT_START), FIXTURE_TEXT_END - FIXTURE_TEXT_START);
    memset(fixture_reach(LAYOUT_PM_STACK), STACK_PAINT_BYTE,
           LAYOUT_PM_STACK_END - LAYOUT_PM_STACK - 600);
    memset(machine, 0xee, sizeof *machine);
    return machine_init(machine, boot, &image, &ops);
}

void fixture_machine_bochs(struct machine *machine)
{
    struct bootinfo boot;

    fixture_boot_bochs(&boot);
    assert_int_equal(fixture_machine(machine, &boot), STATUS_OK);
}

bool fixture_all_published(const struct publish *publish)
{
    for (uint32_t topic = 0; topic < PUBLISH_TOPICS; topic++) {
        if (publish->next[topic] < publish_item_count(publish, topic))
            return false;
    }
    return frames_changed_next(&publish->machine->frames, 0) == UINT32_MAX &&
           bits_next_set(publish->stale_blocks, 0, PUBLISH_BLOCKS) == PUBLISH_BLOCKS;
}
