#include "memviz/screen/beside.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* mkstemp() makes files for their owner alone; a new file gets what umask leaves of 666, and one
 * that replaces another the mode of that. */
static bool open_temporary(struct beside *beside, const struct stat *old)
{
    snprintf(beside->path, sizeof beside->path, "%s.XXXXXX", beside->target);
    int fd = mkstemp(beside->path);

    if (fd < 0)
        return false;
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, old != NULL ? old->st_mode & 07777 : 0666 & ~mask);
    beside->out = fdopen(fd, "wb");
    if (beside->out == NULL) {
        int error = errno;
        close(fd);
        unlink(beside->path);
        errno = error;
    }
    return beside->out != NULL;
}

bool beside_open(struct beside *beside, const char *path)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;

    beside->out = NULL;
    beside->direct = exists && !S_ISREG(status.st_mode);
    if (beside->direct) {
        beside->out = fopen(path, "wb");
        return beside->out != NULL;
    }
    /* A file that may not be written to is not replaced either. */
    if (exists && access(path, W_OK) != 0)
        return false;
    if (exists && realpath(path, beside->target) == NULL)
        return false;
    if (!exists && strlen(path) >= sizeof beside->target) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (!exists)
        strcpy(beside->target, path);
    return open_temporary(beside, exists ? &status : NULL);
}

bool beside_commit(struct beside *beside)
{
    errno = 0;
    bool lost = ferror(beside->out) != 0;
    lost = fclose(beside->out) != 0 || lost;
    if (!lost && (beside->direct || rename(beside->path, beside->target) == 0))
        return true;
    int error = errno != 0 ? errno : EIO;
    if (!beside->direct)
        unlink(beside->path);
    errno = error;
    return false;
}

void beside_abandon(struct beside *beside)
{
    fclose(beside->out);
    if (!beside->direct)
        unlink(beside->path);
}

bool beside_is_same_file(const char *path, const char *other)
{
    struct stat first;
    struct stat second;

    return stat(path, &first) == 0 && stat(other, &second) == 0 && S_ISREG(first.st_mode) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}
