/*
 * Builds the boot images: puts boot sector, stage2 and kernel together, seals
 * the kernel header, and writes a raw hard disk, a floppy, or both.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/image.h"

/* Nothing that fits the layout comes near it; a slip of the hand does. */
#define FILE_SIZE_MAX (64u << 20)

/* NULL where an image is not wanted; one at least is. */
struct options {
    const char *disk;
    const char *floppy;
    size_t pad_kernel; /* bytes the kernel is grown to; 0: as it is */
};

static const char usage[] =
    "usage: mkimage [--disk OUT] [--floppy OUT] [--pad-kernel BYTES] STAGE1 STAGE2 KERNEL\n"
    "Builds boot images; the kernel's checksums are computed on the way.\n"
    "  --disk OUT          write a raw hard disk of whole cylinders of 16x63 sectors\n"
    "  --floppy OUT        write a 1.44 MB floppy\n"
    "  --pad-kernel BYTES  grow the kernel to BYTES (0x for hex, K or M after it)\n"
    "  --help              show this\n";

/* The name in front, because make runs many programs and shows all they say. */
__attribute__((format(printf, 1, 2), noreturn)) static void die(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("mkimage: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

/* Zeroed: what is written after the parts must not differ from run to run. */
static void *allocate(size_t size)
{
    void *memory = calloc(1, size ? size : 1);

    if (!memory)
        die("no memory for %zu bytes", size);
    return memory;
}

/* Base 0 takes 0x. The shift is tried against the limit, not done first: it
 * could wrap to a size that passes. */
static size_t parse_size(const char *text)
{
    char *end;

    errno = 0;
    unsigned long size = strtoul(text, &end, 0);
    unsigned shift = 0;
    if (*end == 'K' || *end == 'M')
        shift = *end++ == 'K' ? 10 : 20;
    if (errno || end == text || *end || *text == '-' || size > FILE_SIZE_MAX >> shift)
        die("--pad-kernel %s: not a number of bytes up to %uM", text, FILE_SIZE_MAX >> 20);
    return size << shift;
}

/* Up to the limit and refused there: a wrong name on the command line may be a
 * disk. */
static struct image_part read_part(const char *name)
{
    FILE *file = fopen(name, "rb");

    if (!file)
        die("%s: %s: build it first", name, strerror(errno));
    struct image_part part = {.name = name, .bytes = allocate(FILE_SIZE_MAX)};
    part.size = fread(part.bytes, 1, FILE_SIZE_MAX, file);
    if (ferror(file))
        die("%s: %s", name, strerror(errno));
    if (part.size == FILE_SIZE_MAX)
        die("%s: larger than any part of an image", name);
    fclose(file);
    return part;
}

/* fclose() counts too: a disk that is full may show only there. */
static void write_image(const char *name, size_t size, const struct image_parts *parts,
                        bool partitioned)
{
    uint8_t *image = allocate(size);

    image_write(image, parts);
    if (partitioned)
        image_write_partition(image, size);
    FILE *file = fopen(name, "wb");
    if (!file)
        die("%s: %s", name, strerror(errno));
    if (fwrite(image, 1, size, file) != size || fclose(file) != 0)
        die("%s: %s", name, strerror(errno));
    free(image);
}

/* Padding is not zero, so that a sector that got lost is noticed. */
static void pad_kernel(struct image_part *kernel, size_t size)
{
    if (size < kernel->size)
        die("--pad-kernel %zu: %s already has %zu bytes", size, kernel->name, kernel->size);
    /* Different in each sector too, so that one in the place of another is found. */
    for (size_t i = kernel->size; i < size; i++)
        kernel->bytes[i] = (uint8_t)(i / IMAGE_SECTOR_SIZE + i);
    kernel->size = size;
    image_grow_kernel(kernel);
}

/* The checks return sentences, so that they can be tested; here they end the run. */
static void require(const char *problem)
{
    if (problem)
        die("%s", problem);
}

/* Exit 1 is a part that was refused, 2 a call that was wrong: make shows only
 * the number. */
static struct options parse_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"disk", required_argument, NULL, 'd'},
        {"floppy", required_argument, NULL, 'f'},
        {"pad-kernel", required_argument, NULL, 'p'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct options options = {0};
    int name;

    while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (name == 'h') {
            fputs(usage, stdout);
            exit(0);
        }
        if (name == 'd')
            options.disk = optarg;
        else if (name == 'f')
            options.floppy = optarg;
        else if (name == 'p')
            options.pad_kernel = parse_size(optarg);
        else
            exit(2); /* getopt has reported why */
    }
    /* Three names by position, in the order in which they lie on disk. */
    if (argc - optind != 3 || (!options.disk && !options.floppy)) {
        fputs(usage, stderr);
        exit(2);
    }
    return options;
}

/* Checked before anything is written, and sealed last: padding is part of the sum. */
static struct image_parts read_parts(char **names, const struct options *options)
{
    struct image_parts parts = {read_part(names[0]), read_part(names[1]), read_part(names[2])};

    require(image_check_stages(&parts));
    require(image_check_kernel(&parts.kernel));
    if (options->pad_kernel) {
        pad_kernel(&parts.kernel, options->pad_kernel);
        require(image_check_kernel(&parts.kernel));
    }
    image_seal_stage2(&parts.stage2);
    image_seal_kernel(&parts.kernel);
    return parts;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    struct image_parts parts = read_parts(argv + optind, &options);
    size_t used = image_used_size(&parts);

    /* Before the first file is written, so that a refusal leaves no half of the
     * two. */
    if (options.floppy && used > IMAGE_FLOPPY_SIZE)
        die("%s: the image takes %zu bytes, a floppy has %u: use a hard disk", parts.kernel.name,
            used, IMAGE_FLOPPY_SIZE);
    if (options.disk)
        write_image(options.disk, image_disk_size(used), &parts, true);
    if (options.floppy)
        write_image(options.floppy, IMAGE_FLOPPY_SIZE, &parts, false);
    free(parts.stage1.bytes);
    free(parts.stage2.bytes);
    free(parts.kernel.bytes);
    return 0;
}
