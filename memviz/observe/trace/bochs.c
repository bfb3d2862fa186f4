#include "memviz/observe/trace/bochs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memviz/observe/trace/bochs_image.h"

#define BIOS     "/usr/share/bochs/BIOS-bochs-latest"
#define VGA_BIOS "/usr/share/bochs/VGABIOS-lgpl-latest"

/* The library that lies beside the program, or where it was installed. */
#define PRELOAD           "memviz-buffer.so"
#define PRELOAD_INSTALLED "/../lib/memviz/" PRELOAD

/* A pipe of this size lets Bochs and the observer work at the same time. */
#define PIPE_SIZE (1024 * 1024)

/* 4 million instructions a virtual second, and a clock that starts at the same
 * moment in every run: ticks are then repeatable, and waits are short. */
static const char configuration[] = "romimage: file=" BIOS "\n"
                                    "vgaromimage: file=" VGA_BIOS "\n"
                                    "display_library: sdl2\n"
                                    "cpu: ips=4000000, reset_on_triple_fault=0\n"
                                    "clock: sync=none, time0=1000000000\n"
                                    "panic: action=fatal\n"
                                    "error: action=report\n"
                                    "info: action=report\n"
                                    "debug: action=ignore\n"
                                    "sound: waveoutdrv=dummy, waveindrv=dummy, midioutdrv=dummy\n"
                                    "speaker: enabled=0\n"
                                    "port_e9_hack: enabled=0\n"
                                    "com1: enabled=1, mode=null\n"
                                    "com2: enabled=1, mode=null\n"
                                    "log: bochs.log\n";

/* A relocating boot record loads the next sector to 0x7c00 as well: the
 * breakpoint is deleted after its first stop. */
static const char commands[] = "pb 0x7c00\n"
                               "c\n"
                               "d 1\n"
                               "trace on\n"
                               "trace-mem on\n"
                               "set $event_reports = 1\n"
                               "s 4000000000\n"
                               "q\n";

static bool fail(struct bochs *bochs, const char *what, const char *why)
{
    snprintf(bochs->problem, sizeof bochs->problem, "%s: %s", what, why);
    return false;
}

static bool write_file(struct bochs *bochs, const char *name, const char *head, const char *text)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", bochs->folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        return fail(bochs, path, strerror(errno));
    fputs(head, file);
    fputs(text, file);
    return fclose(file) == 0 || fail(bochs, path, strerror(errno));
}

/* The lines about memory and the disk. */
static bool write_configuration(struct bochs *bochs, const struct bochs_config *config,
                                enum bochs_medium medium)
{
    static const char *const lines[] = {
        [MEDIUM_DISK] = "ata0-master: type=disk, path=image, mode=flat, cylinders=0, heads=16, "
                        "spt=63\nboot: disk\n",
        [MEDIUM_FLOPPY] = "floppya: 1_44=image, status=inserted\nboot: floppy\n",
        [MEDIUM_CDROM] = "ata0-master: type=cdrom, path=image, status=inserted\nboot: cdrom\n"};
    char head[256];

    snprintf(head, sizeof head, "megs: %u\n%s", config->megs, lines[medium]);
    return write_file(bochs, "bochsrc", head, configuration) &&
           write_file(bochs, "commands", "", commands);
}

/* Where the preloaded library is; false when it is nowhere. */
static bool find_preload(char path[512])
{
    char own[256];
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);

    if (length <= 0)
        return false;
    own[length] = '\0';
    *strrchr(own, '/') = '\0';
    snprintf(path, 512, "%s/%s", own, PRELOAD);
    if (access(path, R_OK) == 0)
        return true;
    snprintf(path, 512, "%s%s", own, PRELOAD_INSTALLED);
    return access(path, R_OK) == 0;
}

/* In the child: nothing of the terminal's, no display, and death with the parent. */
static void run_child(const struct bochs *bochs, int output, const char *preload)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    if (chdir(bochs->folder) != 0 || null < 0)
        _exit(126);
    dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    int errors = open("errors", O_WRONLY | O_CREAT, 0600);
    dup2(errors >= 0 ? errors : null, STDERR_FILENO);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    setenv("TERM", "dumb", 1);
    if (preload != NULL)
        setenv("LD_PRELOAD", preload, 1);
    execlp("bochs-bin", "bochs-bin", "-q", "-unlock", "-f", "bochsrc", "-rc", "commands",
           (char *)NULL);
    execlp("bochs", "bochs", "-q", "-unlock", "-f", "bochsrc", "-rc", "commands", (char *)NULL);
    _exit(127);
}

static bool launch(struct bochs *bochs)
{
    int ends[2];
    char preload[512];

    bochs->buffered = find_preload(preload);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return fail(bochs, "pipe", strerror(errno));
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_SIZE);
    bochs->pid = fork();
    if (bochs->pid == 0)
        run_child(bochs, ends[1], bochs->buffered ? preload : NULL);
    close(ends[1]);
    bochs->trace = ends[0];
    return bochs->pid > 0 || fail(bochs, "fork", strerror(errno));
}

/* Returns whether a program is in PATH. */
static bool is_installed(const char *name)
{
    const char *path = getenv("PATH");
    char place[512];

    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ":");
        snprintf(place, sizeof place, "%.*s/%s", (int)length, path, name);
        if (access(place, X_OK) == 0)
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

bool bochs_start(struct bochs *bochs, const struct bochs_config *config)
{
    enum bochs_medium medium;
    const char *temporary = getenv("TMPDIR");

    *bochs = (struct bochs){.trace = -1};
    if (!is_installed("bochs-bin") && !is_installed("bochs"))
        return fail(bochs, "Bochs is not installed",
                    "apt install bochs bochs-sdl bochsbios vgabios, or read a recorded --trace");
    if (access(BIOS, R_OK) != 0 || access(VGA_BIOS, R_OK) != 0)
        return fail(bochs, BIOS " or " VGA_BIOS " is not there", "apt install bochsbios vgabios");
    int length = snprintf(bochs->folder, sizeof bochs->folder, "%s/memviz-XXXXXX",
                          temporary != NULL && strlen(temporary) < 40 ? temporary : "/tmp");
    if (length < 0 || mkdtemp(bochs->folder) == NULL) {
        bochs->folder[0] = '\0';
        return fail(bochs, "a temporary folder", strerror(errno));
    }
    char target[128];
    snprintf(target, sizeof target, "%s/image", bochs->folder);
    struct bochs_image image = {.path = config->image, .floppy = config->floppy};
    if (!bochs_image_copy(&image, target, &medium))
        return fail(bochs, config->image, image.problem);
    return write_configuration(bochs, config, medium) && launch(bochs);
}

void bochs_stop(struct bochs *bochs)
{
    static const char *const names[] = {"bochsrc", "commands", "bochs.log",
                                        "errors",  "image",    "image.lock"};
    char path[128];

    if (bochs->pid > 0) {
        kill(bochs->pid, SIGKILL);
        waitpid(bochs->pid, NULL, 0);
        bochs->pid = 0;
    }
    if (bochs->trace >= 0)
        close(bochs->trace);
    bochs->trace = -1;
    if (bochs->folder[0] == '\0')
        return;
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", bochs->folder, names[i]);
        unlink(path);
    }
    rmdir(bochs->folder);
    bochs->folder[0] = '\0';
}

void bochs_get_last_words(const struct bochs *bochs, char *text, size_t size)
{
    char path[128];
    char line[256];

    text[0] = '\0';
    snprintf(path, sizeof path, "%s/bochs.log", bochs->folder);
    FILE *file = bochs->folder[0] != '\0' ? fopen(path, "r") : NULL;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *panic = strstr(line, ">>PANIC<< ");
        if (panic == NULL)
            continue;
        line[strcspn(line, "\n")] = '\0';
        snprintf(text, size, "%s", panic + 10);
    }
    if (file != NULL)
        fclose(file);
}
