#include "memviz/observe/trace/disk.h"

#include <stdlib.h>

#define FIRST_CAPACITY 256u
#define ATA_READ_FIRST 0x20u
#define FLOPPY_DATA    0x3f5u
#define FLOPPY_READ    0x06u
#define FLOPPY_COMMAND 9u
#define FLOPPY_HEADS   2u
#define FLOPPY_SECTORS 18u

bool disk_init(struct disk *disk)
{
    *disk = (struct disk){.count = 1, .capacity = FIRST_CAPACITY};
    disk->reads = calloc(disk->capacity, sizeof *disk->reads);
    return disk->reads != NULL;
}

void disk_free(struct disk *disk)
{
    free(disk->reads);
    *disk = (struct disk){0};
}

/* A command starts: its sector is in the registers, as LBA or as CHS. The number
 * of heads and sectors is the one that the observer gives its disks. */
static void start_ata(struct disk *disk, unsigned channel, uint32_t command)
{
    const uint8_t *regs = disk->registers[channel];
    bool read = command == 0x20 || command == 0x21 || command == 0xc4;

    disk->delivered[channel] = 0;
    disk->sector_known[channel] = read && (regs[6] & 0x40) != 0;
    disk->sector[channel] =
        regs[3] | (uint32_t)regs[4] << 8 | (uint32_t)regs[5] << 16 | (uint32_t)(regs[6] & 15) << 24;
    if (read && (regs[6] & 0x40) == 0 && regs[3] != 0) {
        uint32_t cylinder = regs[4] | (uint32_t)regs[5] << 8;
        disk->sector[channel] = (cylinder * 16 + (regs[6] & 15)) * 63 + regs[3] - 1u;
        disk->sector_known[channel] = true;
    }
}

static void take_floppy(struct disk *disk, uint8_t value)
{
    if (disk->floppy_count == 0 && (value & 0x1f) != FLOPPY_READ)
        return;
    disk->floppy[disk->floppy_count++] = value;
    if (disk->floppy_count < FLOPPY_COMMAND)
        return;
    const uint8_t *command = disk->floppy;
    disk->floppy_count = 0;
    disk->floppy_known = command[4] != 0;
    disk->floppy_sector =
        (command[2] * FLOPPY_HEADS + command[3]) * FLOPPY_SECTORS + command[4] - 1u;
}

void disk_take_port(struct disk *disk, const struct port_access *port)
{
    if (!port->write)
        return;
    if (port->port == FLOPPY_DATA)
        take_floppy(disk, (uint8_t)port->value);
    unsigned channel = (port->port & ~7u) == 0x170;
    if ((port->port & ~7u) != 0x1f0 && channel == 0)
        return;
    disk->registers[channel][port->port & 7] = (uint8_t)port->value;
    if ((port->port & 7) == 7)
        start_ata(disk, channel, port->value);
}

/* The sector that arrives next, and one byte count further on. */
static bool take_sector(struct disk *disk, const struct disk_arrival *arrival, uint32_t *sector)
{
    if (arrival->channel < 0) {
        *sector = disk->floppy_sector;
        disk->floppy_sector += arrival->length / DISK_SECTOR_SIZE;
        return disk->floppy_known;
    }
    uint32_t *delivered = &disk->delivered[arrival->channel];
    *sector = disk->sector[arrival->channel] + *delivered / DISK_SECTOR_SIZE;
    *delivered += arrival->length;
    return disk->sector_known[arrival->channel];
}

static uint32_t add_read(struct disk *disk, const struct disk_arrival *arrival)
{
    if (disk->count == disk->capacity) {
        struct disk_read *grown = realloc(disk->reads, 2ul * disk->capacity * sizeof *grown);
        if (grown == NULL)
            return 0;
        disk->reads = grown;
        disk->capacity *= 2;
    }
    disk->reads[disk->count] = (struct disk_read){.tick = arrival->tick,
                                                  .call_tick = arrival->call_tick,
                                                  .site = arrival->site,
                                                  .start = arrival->address,
                                                  .end = arrival->address,
                                                  .next = arrival->address};
    return disk->count++;
}

uint32_t disk_take_bytes(struct disk *disk, const struct disk_arrival *arrival)
{
    struct disk_read *read = &disk->reads[disk->count - 1];
    uint32_t sector;
    bool known = take_sector(disk, arrival, &sector);
    bool same = disk->count > 1 && read->site == arrival->site &&
                read->call_tick == arrival->call_tick && read->next == arrival->address;
    uint32_t index = same ? disk->count - 1 : add_read(disk, arrival);

    if (index == 0)
        return 0;
    read = &disk->reads[index];
    if (!same) {
        read->first_sector = sector;
        read->sector_known = known;
    }
    read->next = arrival->address + arrival->length;
    read->end = read->next;
    read->last_tick = arrival->tick;
    read->sectors = (uint32_t)((read->end - read->start + DISK_SECTOR_SIZE - 1) / DISK_SECTOR_SIZE);
    return index;
}

uint32_t disk_find_below(const struct disk *disk, uint64_t address)
{
    uint32_t best = 0;

    for (uint32_t i = 1; i < disk->count; i++)
        if (disk->reads[i].end <= address &&
            (best == 0 || disk->reads[i].end >= disk->reads[best].end))
            best = i;
    return best;
}

struct disk_read disk_whole_load(const struct disk *disk, uint32_t index)
{
    struct disk_read whole = disk->reads[index];

    for (uint32_t i = index; i-- > 1 && disk->reads[i].end == whole.start;) {
        whole.start = disk->reads[i].start;
        whole.first_sector = disk->reads[i].first_sector;
        whole.sector_known = whole.sector_known && disk->reads[i].sector_known;
    }
    for (uint32_t i = index + 1; i < disk->count && disk->reads[i].start == whole.end; i++)
        whole.end = disk->reads[i].end;
    whole.sectors = (uint32_t)((whole.end - whole.start) / DISK_SECTOR_SIZE);
    return whole;
}
