#include "memviz/config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memviz/screen/output.h"

/* isspace() would ask the locale. */
#define SPACES " \t\r\n\f\v"

/* The text without the spaces around it; cuts it in place. */
static char *trim(char *text)
{
    text += strspn(text, SPACES);
    size_t length = strlen(text);
    while (length > 0 && strchr(SPACES, text[length - 1]) != NULL)
        length--;
    text[length] = '\0';
    return text;
}

/* file:line in front, as compilers say it: an editor can go there. */
static bool refuse(FILE *errors, const char *place, const char *name, const char *problem)
{
    char text[PATH_MAX + 256];

    snprintf(text, sizeof text, "%s %s", name, problem);
    output_report_to(errors, place, text);
    return false;
}

/* One line; place is "file:line" for messages. */
static bool take_line(char *line, const char *place, struct settings *settings, FILE *errors)
{
    char *name = trim(line);

    if (name[0] == '\0' || name[0] == '#')
        return true;
    char *equals = strchr(name, '=');
    if (equals == NULL)
        return refuse(errors, place, "a line is `name = value`, not:", name);
    *equals = '\0';
    name = trim(name);
    const char *value = trim(equals + 1);
    const char *problem = settings_set(settings, name, value);
    if (problem == NULL)
        return true;
    char text[128];
    snprintf(text, sizeof text, "%s, not: %s", problem, value);
    bool known = strcmp(problem, "is not known") != 0;
    return refuse(errors, place, name,
                  known ? text : "is not known; there are color, ascii, mouse and speed");
}

/* The first mistake ends it: a viewer that starts with half of what was asked
 * for hides the other half. */
bool config_read(FILE *in, const char *name, struct settings *settings, FILE *errors)
{
    char *line = NULL;
    size_t size = 0;
    bool good = true;

    for (unsigned number = 1; good && getline(&line, &size, in) != -1; number++) {
        char place[PATH_MAX + 16];
        snprintf(place, sizeof place, "%s:%u", name, number);
        good = take_line(line, place, settings, errors);
    }
    free(line);
    if (good && ferror(in))
        return refuse(errors, name, "cannot be read:", strerror(errno));
    return good;
}

/* False when neither variable says where it could be. */
static bool find_path(char path[PATH_MAX])
{
    const char *config_home = getenv("XDG_CONFIG_HOME");

    /* The XDG base directory specification: a relative path is to be ignored. */
    if (config_home != NULL && config_home[0] == '/')
        return snprintf(path, PATH_MAX, "%s/memviz/config", config_home) < PATH_MAX;
    const char *home = getenv("HOME");
    return home != NULL && snprintf(path, PATH_MAX, "%s/.config/memviz/config", home) < PATH_MAX;
}

/* No file is the usual case and no error. One that is there and cannot be read
 * is an error, since its owner believes it to hold. */
bool config_load(struct settings *settings)
{
    char path[PATH_MAX];

    if (!find_path(path))
        return true;
    /* O_NONBLOCK: opening a FIFO must not wait for somebody who writes to it. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (in == NULL) {
        return errno == ENOENT || errno == ENOTDIR ||
               refuse(stderr, path, "cannot be read:", strerror(errno));
    }
    struct stat status = {0};
    bool good = fstat(fileno(in), &status) == 0 && S_ISREG(status.st_mode);
    if (good)
        good = config_read(in, path, settings, stderr);
    else
        refuse(stderr, path,
               "cannot be read:", S_ISDIR(status.st_mode) ? strerror(EISDIR) : "it is no file");
    fclose(in);
    return good;
}
