/*
 * The hand-over from loader to kernel.
 *
 * Owns the two structures that both sides read: the boot information that
 * stage2 leaves at MEM_MAP, and the header in front of the kernel image that
 * the image builder seals and stage2 verifies. The loader is assembled against
 * offsets that tools/offsets.c derives from these declarations, so neither
 * side types them. All members are naturally aligned and of fixed width: the
 * layout is the same for the 32-bit kernel and a 64-bit host.
 */
#ifndef STRATA_CORE_BOOTINFO_H
#define STRATA_CORE_BOOTINFO_H

#include <stdint.h>

/* "STRA", read as a little-endian word. */
#define BOOTINFO_MAGIC 0x41525453u
/* "SKRN". */
#define KERNEL_HEADER_MAGIC 0x4e524b53u
/* The slot of stage2 on disk begins with START, the part that the boot sector
 * reads and checks; START checks the rest. Each ends in a seal that makes its
 * sum (tools/image.h) the constant here: "ST" and "STG2". The assembler writes
 * the constants in place of the seals, which the image builder computes. */
#define LOADER_START_SECTORS 5u
#define LOADER_START_SUM     0x5453u
#define LOADER_REST_SUM      0x32475453u

/* How many raw entries the buffer holds; a longer map is reported truncated. */
#define E820_RAW_MAX 128u

#define BOOT_STEP_COUNT 6u

/* The entry code fills the unused stack with this byte: what still holds it was
 * never used. */
#define STACK_PAINT_BYTE 0xa5u

/* Which BIOS service gave the memory map. */
enum e820_source {
    E820_SOURCE_NONE = 0,
    E820_SOURCE_E820 = 1,
    E820_SOURCE_E801 = 2,
    E820_SOURCE_88 = 3,
};

/* How the disk was read. */
enum boot_disk_mode {
    BOOT_DISK_LBA = 1, /* INT 13h extensions */
    BOOT_DISK_CHS = 2, /* INT 13h AH=02h, geometry asked of the BIOS */
};

/* What opened the A20 gate. */
enum boot_a20_method {
    BOOT_A20_ALREADY = 1,
    BOOT_A20_BIOS = 2,
    BOOT_A20_FAST_GATE = 3,
    BOOT_A20_KEYBOARD = 4,
};

#define BOOTINFO_FLAG_MAP_TRUNCATED 0x1u /* the BIOS had more than E820_RAW_MAX entries */
#define BOOTINFO_FLAG_SMAP_LOST     0x2u /* E820 lost its signature mid-list: list distrusted */

#define BOOTINFO_FLAG_MAP_REPEATS 0x4u /* the list starts over; what repeats is left out */
/* The entry from which on it repeats itself, in the second byte of the flags. */
#define BOOTINFO_REPEATS_FROM_SHIFT 8u
#define BOOTINFO_REPEATS_FROM_MASK  0xff00u

/* One entry as INT 15h AX=E820h stores it (ACPI 6.5, section 15.1). */
struct e820_entry {
    uint64_t base;
    uint64_t length;
    uint32_t type;
    uint32_t attr; /* extended attributes; the loader presets 1 where the BIOS gave 20 bytes */
};

struct bootinfo {
    uint32_t magic;
    uint32_t flags;
    uint8_t drive; /* BIOS drive number, 0x00 floppy, 0x80 hard disk */
    uint8_t disk_mode;
    uint8_t a20_method;
    uint8_t map_source;
    uint32_t raw_count;
    uint32_t telemetry_next;                /* sequence number of the next record on COM2 */
    uint32_t conventional_kib;              /* INT 12h */
    uint32_t ebda_segment;                  /* BIOS data area word 0x40e; 0 where there is none */
    uint32_t kernel_sectors;                /* sectors of 512 bytes the image took on disk */
    uint64_t step_tsc[BOOT_STEP_COUNT + 2]; /* by boot step; entry 0 is unused, the last pads */
    struct e820_entry raw[E820_RAW_MAX];
};

/* The first bytes of the kernel image. Sizes in bytes, addresses physical. */
struct kernel_header {
    uint32_t magic;
    uint32_t load_size;   /* bytes on disk, this header included */
    uint32_t memory_size; /* bytes in memory from KERNEL_OFFSET2: load_size and .bss */
    uint32_t entry;
    uint32_t text_start;
    uint32_t text_end;
    uint32_t text_crc; /* CRC-32 of [text_start, text_end), sealed by the image builder */
    uint32_t sum_low;  /* image_sum() of load_size bytes with both members taken as zero */
    uint32_t sum_high;
};

#endif
