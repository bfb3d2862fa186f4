#include "tools/image.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/crc32.h"
#include "layout_constants.h"

/* From the layout, so that a row that grows changes the image with the loader. */
#define STAGE1_SIZE ((size_t)(LAYOUT_STAGE1_END - LAYOUT_STAGE1))
#define STAGE2_SIZE ((size_t)(LAYOUT_STAGE2_END - LAYOUT_STAGE2))
#define START_SIZE  ((size_t)LOADER_START_SECTORS * IMAGE_SECTOR_SIZE)
#define KERNEL_BASE ((uint32_t)LAYOUT_KERNEL_OFFSET2)
#define KERNEL_ROOM ((uint32_t)(LAYOUT_KERNEL_OFFSET2_END - LAYOUT_KERNEL_OFFSET2))

/* One sentence at a time is enough: the first problem ends the build. */
static struct {
    char problem[256];
} state;

__attribute__((format(printf, 1, 2))) static const char *problem(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(state.problem, sizeof state.problem, format, arguments);
    va_end(arguments);
    return state.problem;
}

/* The headers go through memcpy: a file in memory need not be aligned. */
static struct kernel_header header_of(const struct image_part *kernel)
{
    struct kernel_header header;

    memcpy(&header, kernel->bytes, sizeof header);
    return header;
}

static void header_set(struct image_part *kernel, const struct kernel_header *header)
{
    memcpy(kernel->bytes, header, sizeof *header);
}

/* The sum is turned left by one bit before each word is added, so that it also
 * depends on their order. Any single bit that changes changes it. */
static uint16_t sum16(const uint8_t *bytes, size_t size)
{
    uint16_t sum = 0;

    for (size_t i = 0; i < size; i += sizeof sum) {
        uint16_t word;
        memcpy(&word, bytes + i, sizeof word);
        sum = (uint16_t)((sum << 1 | sum >> 15) + word);
    }
    return sum;
}

static uint32_t sum32(const uint8_t *bytes, size_t size)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < size; i += sizeof sum) {
        uint32_t word;
        memcpy(&word, bytes + i, sizeof word);
        sum = (sum << 1 | sum >> 31) + word;
    }
    return sum;
}

/* The assembler leaves the wanted sums in place of the seals. A file without
 * them is not our stage2, or not all of it. */
static const char *check_seals(const struct image_part *stage2)
{
    uint16_t start;
    uint32_t rest;

    memcpy(&start, stage2->bytes + START_SIZE - sizeof start, sizeof start);
    memcpy(&rest, stage2->bytes + STAGE2_SIZE - sizeof rest, sizeof rest);
    if (start != LOADER_START_SUM)
        return problem("%s: START ends with 0x%04x, not with 0x%04x: assemble it again",
                       stage2->name, start, LOADER_START_SUM);
    if (rest != LOADER_REST_SUM)
        return problem("%s: stage2 ends with 0x%08x, not with 0x%08x: assemble it again",
                       stage2->name, rest, LOADER_REST_SUM);
    return NULL;
}

/* Both stages are as large as their rows to the byte: they are read by that
 * number of sectors, and a short one would leave rubbish after it. */
const char *image_check_stages(const struct image_parts *parts)
{
    const struct image_part *stage1 = &parts->stage1;
    const struct image_part *stage2 = &parts->stage2;

    if (stage1->size != STAGE1_SIZE)
        return problem("%s: stage1 is %zu bytes, not %zu: assemble it again", stage1->name,
                       stage1->size, STAGE1_SIZE);
    /* Without these two the BIOS passes the disk over and says that there is no
     * system on it. */
    if (stage1->bytes[STAGE1_SIZE - 2] != 0x55 || stage1->bytes[STAGE1_SIZE - 1] != 0xaa)
        return problem("%s: stage1 has no boot signature 55 aa: assemble it again", stage1->name);
    if (stage2->size != STAGE2_SIZE)
        return problem("%s: stage2 is %zu bytes, not %zu: assemble it again", stage2->name,
                       stage2->size, STAGE2_SIZE);
    return check_seals(stage2);
}

/* What the loader takes on trust: it jumps to the entry, and clears nothing. A
 * wrong number here is a triple fault without a word there. */
static const char *check_addresses(const char *name, const struct kernel_header *header)
{
    uint32_t loaded_end = KERNEL_BASE + header->load_size;

    if (header->memory_size < header->load_size)
        return problem("%s: memory size 0x%x is less than load size 0x%x: check the linker script",
                       name, header->memory_size, header->load_size);
    /* Inside what is loaded, not inside memory_size: an entry in .bss would run
     * zeros. */
    if (header->entry < KERNEL_BASE || header->entry >= loaded_end)
        return problem("%s: entry 0x%x is outside the image 0x%x-0x%x: check the linker script",
                       name, header->entry, KERNEL_BASE, loaded_end);
    if (header->text_start < KERNEL_BASE || header->text_start > header->text_end ||
        header->text_end > loaded_end)
        return problem("%s: text 0x%x-0x%x is outside the image 0x%x-0x%x: check the linker script",
                       name, header->text_start, header->text_end, KERNEL_BASE, loaded_end);
    return NULL;
}

/* A file that lacks part of the kernel is what three loaders of this kind were
 * seen to boot into a triple fault: the length is held against the header. */
const char *image_check_kernel(const struct image_part *kernel)
{
    if (kernel->size < sizeof(struct kernel_header))
        return problem("%s: %zu bytes are too few for a kernel header: link the kernel again",
                       kernel->name, kernel->size);
    struct kernel_header header = header_of(kernel);
    if (header.magic != KERNEL_HEADER_MAGIC)
        return problem("%s: begins with 0x%08x, not the kernel magic 0x%08x: link it again",
                       kernel->name, header.magic, KERNEL_HEADER_MAGIC);
    if (header.load_size != kernel->size)
        return problem("%s: the file has %zu bytes, its header says %u: link it again",
                       kernel->name, kernel->size, header.load_size);
    /* Before check_addresses(), whose sums could wrap for larger sizes. */
    if (header.load_size > KERNEL_ROOM || header.memory_size > KERNEL_ROOM)
        return problem("%s: takes 0x%x bytes of memory, KERNEL_OFFSET2 of docs/layout.md has 0x%x",
                       kernel->name, header.memory_size, KERNEL_ROOM);
    return check_addresses(kernel->name, &header);
}

/* memory_size counts .bss, which may already reach further than the padding. */
void image_grow_kernel(struct image_part *kernel)
{
    struct kernel_header header = header_of(kernel);

    header.load_size = (uint32_t)kernel->size;
    if (header.memory_size < header.load_size)
        header.memory_size = header.load_size;
    header_set(kernel, &header);
}

/* The words are little-endian, on whichever host the image is built. */
static uint32_t word_of(const uint8_t *bytes, size_t size)
{
    uint32_t word = 0;

    for (size_t i = 0; i < size; i++)
        word |= (uint32_t)bytes[i] << 8 * i;
    return word;
}

uint64_t image_sum(const uint8_t *bytes, size_t size)
{
    size_t odd = size % sizeof(uint32_t);
    uint64_t first = word_of(bytes + size - odd, odd);
    uint64_t second = 0;

    /* Each holds its carry in bit 32 until the other takes it. */
    for (size_t i = 0; i + sizeof(uint32_t) <= size; i += sizeof(uint32_t)) {
        first = (uint32_t)first + (second >> 32) + word_of(bytes + i, sizeof(uint32_t));
        second = (uint32_t)second + (first >> 32) + (uint32_t)first;
    }
    first = (uint32_t)first + (second >> 32);
    second = (uint32_t)second + (first >> 32);
    return second << 32 | (uint32_t)first;
}

/* Two sums: the text's, which the kernel goes on checking while it runs, and
 * then that of the whole image, which the loader checks once and which holds the
 * first. */
void image_seal_kernel(struct image_part *kernel)
{
    struct kernel_header header = header_of(kernel);

    /* The file is the image from its first address on, without sections:
     * addresses are offsets. */
    const uint8_t *text = kernel->bytes + (header.text_start - KERNEL_BASE);
    /* Taken here, over the bytes that are shipped: what the kernel later finds
     * different was changed after the build. */
    header.text_crc = crc32_update(0, text, header.text_end - header.text_start);
    header.sum_low = 0; /* as the loader takes them */
    header.sum_high = 0;
    header_set(kernel, &header);
    uint64_t sum = image_sum(kernel->bytes, kernel->size);
    header.sum_low = (uint32_t)sum;
    header.sum_high = (uint32_t)(sum >> 32);
    header_set(kernel, &header);
}

/* What is added last decides the sum, so the seal is what the others leave open. */
void image_seal_stage2(struct image_part *stage2)
{
    uint8_t *rest = stage2->bytes + START_SIZE;
    size_t rest_size = stage2->size - START_SIZE;
    uint16_t start_sum = sum16(stage2->bytes, START_SIZE - sizeof start_sum);
    uint32_t rest_sum = sum32(rest, rest_size - sizeof rest_sum);

    start_sum = (uint16_t)(LOADER_START_SUM - (start_sum << 1 | start_sum >> 15));
    rest_sum = LOADER_REST_SUM - (rest_sum << 1 | rest_sum >> 31);
    memcpy(rest - sizeof start_sum, &start_sum, sizeof start_sum);
    memcpy(rest + rest_size - sizeof rest_sum, &rest_sum, sizeof rest_sum);
}

static size_t round_up(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

/* The stages are whole sectors by their rows; the kernel is padded to one. */
size_t image_used_size(const struct image_parts *parts)
{
    return parts->stage1.size + parts->stage2.size +
           round_up(parts->kernel.size, IMAGE_SECTOR_SIZE);
}

/* Whole cylinders: Bochs takes their number from the file's size (bochsrc). */
size_t image_disk_size(size_t used_size)
{
    return round_up(used_size, IMAGE_CYLINDER_SIZE) + IMAGE_CYLINDER_SIZE;
}

/* Sector from 0 to cylinder, head and sector as a partition table has them, for
 * the geometry of IMAGE_CYLINDER_SIZE. */
static void write_chs(uint8_t *place, size_t sector)
{
    size_t cylinder = sector / (IMAGE_HEADS * IMAGE_TRACK_SECTORS);

    place[0] = (uint8_t)(sector / IMAGE_TRACK_SECTORS % IMAGE_HEADS);
    place[1] = (uint8_t)(sector % IMAGE_TRACK_SECTORS + 1);
    /* Two bits of the cylinder are in the byte of the sector. */
    place[1] |= (uint8_t)(cylinder >> 8 << 6);
    place[2] = (uint8_t)cylinder;
}

/* One active partition over all but the boot sector. The type is the one that is
 * kept for local use, so that no system takes what is in it for a volume. */
void image_write_partition(uint8_t *image, size_t size)
{
    uint8_t *entry = image + IMAGE_PARTITION_TABLE;
    uint32_t sectors = (uint32_t)(size / IMAGE_SECTOR_SIZE);
    uint32_t first = (uint32_t)(STAGE1_SIZE / IMAGE_SECTOR_SIZE);
    uint32_t count = sectors - first;

    entry[0] = 0x80;
    write_chs(entry + 1, first);
    entry[4] = 0x7f;
    write_chs(entry + 5, sectors - 1);
    memcpy(entry + 8, &first, sizeof first);
    memcpy(entry + 12, &count, sizeof count);
}

/* One after the other from sector 0 on: that is all the loader knows of the disk. */
void image_write(uint8_t *image, const struct image_parts *parts)
{
    const struct image_part *all[] = {&parts->stage1, &parts->stage2, &parts->kernel};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        memcpy(image, all[i]->bytes, all[i]->size);
        image += all[i]->size;
    }
}
