/*
 * The boot image: what the image builder does to bytes, without files.
 *
 * Owns the arrangement of an image (boot sector, stage2, kernel, one after the
 * other from sector 0 on, and a partition table in the boot sector of a disk)
 * and the sealing of stage2 and of the kernel header: checking them, and writing
 * the sums that boot sector, loader and kernel verify.
 * Numbers come from the declared layout and from kernel/core/bootinfo.h.
 */
#ifndef STRATA_TOOLS_IMAGE_H
#define STRATA_TOOLS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define IMAGE_SECTOR_SIZE 512u
/* One cylinder of 16 heads and 63 sectors, the geometry every BIOS guesses. */
#define IMAGE_HEADS         16u
#define IMAGE_TRACK_SECTORS 63u
#define IMAGE_CYLINDER_SIZE (IMAGE_HEADS * IMAGE_TRACK_SECTORS * IMAGE_SECTOR_SIZE)
#define IMAGE_FLOPPY_SIZE   (80u * 2u * 18u * IMAGE_SECTOR_SIZE)

/* Where the partition table begins, in the boot sector. */
#define IMAGE_PARTITION_TABLE 446u

/* A file in memory, or a part of an image. */
struct image_part {
    const char *name; /* for messages */
    uint8_t *bytes;
    size_t size;
};

/* The three parts of an image. */
struct image_parts {
    struct image_part stage1;
    struct image_part stage2;
    struct image_part kernel;
};

/* What is wrong with a part, in one line that names it and says what to do;
 * NULL when nothing is. The text lives in static memory until the next call. */
const char *image_check_stages(const struct image_parts *parts);
const char *image_check_kernel(const struct image_part *kernel);

/* Takes a checked kernel that its owner has grown to kernel->size bytes, the
 * new ones of any value: the header's load size, and its memory size where
 * that was smaller, become that size. Call before image_seal_kernel. */
void image_grow_kernel(struct image_part *kernel);

/* The sum by which the loader verifies a kernel (boot/stage2/image_sum.inc): two chained sums
 * of little-endian words, the second in the high half. It starts with the bytes after the last
 * whole word. */
uint64_t image_sum(const uint8_t *bytes, size_t size);

/* Writes both checksums into the header of a checked kernel: the CRC-32 of its
 * text, then the sum of all of it. */
void image_seal_kernel(struct image_part *kernel);

/* Writes both seals into a checked stage2: the last word of START, which makes
 * the sum of START's 16-bit words LOADER_START_SUM, and the last doubleword of
 * the rest, which makes the sum of its doublewords LOADER_REST_SUM. A sum starts
 * at 0 and is turned left by one bit before each word is added. */
void image_seal_stage2(struct image_part *stage2);

/* The bytes that the parts take on disk, a whole number of sectors. */
size_t image_used_size(const struct image_parts *parts);

/* The size of a hard disk for that: whole cylinders, at least one to spare. */
size_t image_disk_size(size_t used_size);

/* Lays out the parts at the start of image, which has room for
 * image_used_size bytes and is filled with zeros. */
void image_write(uint8_t *image, const struct image_parts *parts);

/* Enters one active partition into the partition table of an image of size bytes,
 * whole cylinders of a hard disk: many BIOSes boot a USB stick only with one. */
void image_write_partition(uint8_t *image, size_t size);

#endif
