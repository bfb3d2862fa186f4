#include "memviz/observe/trace/bochs_image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR_SIZE   512
#define CYLINDER_SIZE (16 * 63 * SECTOR_SIZE)
#define FLOPPY_SIZE   (2880 * SECTOR_SIZE)
#define DESCRIPTOR    0x8001
#define COPY_SIZE     (1024 * 1024)

static bool fail(struct bochs_image *image, const char *problem)
{
    snprintf(image->problem, sizeof image->problem, "%s", problem);
    return false;
}

static bool find_medium(struct bochs_image *image, int fd, off_t size, enum bochs_medium *medium)
{
    char descriptor[5];
    uint8_t signature[2];

    *medium = image->floppy || size == FLOPPY_SIZE ? MEDIUM_FLOPPY : MEDIUM_DISK;
    if (pread(fd, descriptor, sizeof descriptor, DESCRIPTOR) == sizeof descriptor &&
        memcmp(descriptor, "CD001", sizeof descriptor) == 0 && !image->floppy) {
        *medium = MEDIUM_CDROM;
        return true;
    }
    if (size > FLOPPY_SIZE && *medium == MEDIUM_FLOPPY)
        return fail(image, "larger than a 1.44 MB floppy; leave out --floppy");
    if (pread(fd, signature, sizeof signature, 510) != sizeof signature || signature[0] != 0x55 ||
        signature[1] != 0xaa)
        return fail(image, "its first sector does not end in 0x55 0xaa, so no BIOS boots it");
    return true;
}

/* Copies fd to target and pads it to size. */
static bool copy(struct bochs_image *image, int fd, const char *target, off_t size)
{
    int out = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ssize_t moved = 1;

    if (out < 0)
        return fail(image, strerror(errno));
    while (moved > 0)
        moved = copy_file_range(fd, NULL, out, NULL, COPY_SIZE, 0);
    char block[4096];
    /* Some file systems cannot copy ranges: by hand then, from where it stopped. */
    while (moved < 0 && (moved = read(fd, block, sizeof block)) > 0)
        moved = write(out, block, (size_t)moved) == moved ? -1 : 0;
    bool whole = ftruncate(out, size) == 0;
    whole = close(out) == 0 && whole;
    return whole || fail(image, strerror(errno));
}

bool bochs_image_copy(struct bochs_image *image, const char *target, enum bochs_medium *medium)
{
    struct stat status;
    int fd = open(image->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return fail(image, strerror(errno));
    bool done = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= SECTOR_SIZE;
    if (!done)
        fail(image, "no file of at least one sector of 512 bytes");
    else
        done = find_medium(image, fd, status.st_size, medium);
    if (done) {
        off_t unit = *medium == MEDIUM_DISK     ? CYLINDER_SIZE
                     : *medium == MEDIUM_FLOPPY ? FLOPPY_SIZE
                                                : 2048;
        done = copy(image, fd, target, (status.st_size + unit - 1) / unit * unit);
    }
    close(fd);
    return done;
}
