/*
 * Reads from disks: which sectors went where, and who asked.
 *
 * Owns the controllers' registers as far as they name sectors (ATA: the
 * ATA/ATAPI-6 standard, 7.10 and 9.7; floppy: the 82077AA data sheet, command
 * READ DATA), and the list of reads. A read is one request: of the BIOS, or of
 * code that drives the controller itself.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_DISK_H
#define STRATA_MEMVIZ_OBSERVE_DISK_H

#include "memviz/observe/trace/steps.h"

#define DISK_SECTOR_SIZE 512u

struct disk_read {
    uint64_t tick;      /* of the first byte */
    uint64_t call_tick; /* of the INT 13h, 0 without one */
    uint64_t last_tick;
    uint32_t site;  /* who asked: the INT 13h, or the input instruction */
    uint64_t start; /* physical; the lowest byte */
    uint64_t end;
    uint64_t next; /* where the next byte of it would go */
    uint32_t first_sector;
    uint32_t sectors;
    bool sector_known;
    bool used; /* some of it was executed, read or copied */
};

struct disk {
    struct disk_read *reads; /* the first is unused */
    uint32_t count;
    uint32_t capacity;
    uint8_t registers[2][8]; /* of both ATA channels */
    uint32_t sector[2];      /* the sector that a channel delivers */
    uint32_t delivered[2];   /* bytes of it */
    bool sector_known[2];
    uint8_t floppy[9]; /* the command that is being given */
    unsigned floppy_count;
    uint32_t floppy_sector;
    bool floppy_known;
};

/* False when there is no memory. */
bool disk_init(struct disk *disk);
void disk_free(struct disk *disk);

/* Takes a port access: commands name sectors. */
void disk_take_port(struct disk *disk, const struct port_access *port);

/* Returns whether a port delivers the bytes of an ATA disk. */
static inline bool disk_is_data_port(unsigned port)
{
    return port == 0x1f0 || port == 0x170;
}

/* Bytes arrive at [address, address + length): the index of the read that they
 * belong to, 0 when there is no memory. `site` and `call_tick` tell requests apart. */
struct disk_arrival {
    uint64_t address;
    uint32_t length;
    uint32_t site;
    uint64_t call_tick;
    uint64_t tick;
    int channel; /* 0 or 1: ATA; -1: floppy */
};
uint32_t disk_take_bytes(struct disk *disk, const struct disk_arrival *arrival);

/* The read with the highest end at or below an address; 0 for none. */
uint32_t disk_find_below(const struct disk *disk, uint64_t address);

/* Extends a read backwards and forwards over those that adjoin it in memory. */
struct disk_read disk_whole_load(const struct disk *disk, uint32_t index);

#endif
