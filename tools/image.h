/*
 * The boot image: what the image builder does to bytes, without files.
 *
 * Owns the arrangement of an image (boot sector, stage2, kernel, one behind
 * the other from sector 0 on) and the sealing of the kernel header: checking
 * it, and writing the two checksums that the loader and the kernel verify.
 * Numbers come from the declared layout and from kernel/core/bootinfo.h.
 */
#ifndef STRATA_TOOLS_IMAGE_H
#define STRATA_TOOLS_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define IMAGE_SECTOR_SIZE 512u
/* One cylinder of 16 heads and 63 sectors, the geometry every BIOS guesses. */
#define IMAGE_CYLINDER_SIZE (16u * 63u * IMAGE_SECTOR_SIZE)
#define IMAGE_FLOPPY_SIZE   (80u * 2u * 18u * IMAGE_SECTOR_SIZE)

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

/* Writes both checksums into the header of a checked kernel: the one of its
 * text, then the one of all of it. */
void image_seal_kernel(struct image_part *kernel);

/* The bytes that the parts take on disk, a whole number of sectors. */
size_t image_used_size(const struct image_parts *parts);

/* The size of a hard disk for that: whole cylinders, at least one to spare. */
size_t image_disk_size(size_t used_size);

/* Lays out the parts at the start of image, which has room for
 * image_used_size bytes and is filled with zeros. */
void image_write(uint8_t *image, const struct image_parts *parts);

#endif
