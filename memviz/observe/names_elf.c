#include "memviz/observe/names_elf.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* No kernel's file is as large, debugging information included. */
#define FILE_MAX (512u << 20)

/* The file in memory; all reading of it goes through these functions, which know its end. */
struct image {
    uint8_t *bytes;
    uint64_t size;
    bool wide; /* ELF of 64 bits */
};

/* A section header, of either width. */
struct section {
    uint32_t type;
    uint32_t link;
    uint64_t offset;
    uint64_t size;
};

static const void *get(const struct image *image, uint64_t offset, uint64_t size)
{
    return offset <= image->size && size <= image->size - offset ? image->bytes + offset : NULL;
}

static bool read_file(struct image *image, const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    errno = 0;
    long end = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    if (end > 0 && (uint64_t)end <= FILE_MAX && fseek(file, 0, SEEK_SET) == 0) {
        image->size = (uint64_t)end;
        image->bytes = malloc((size_t)end);
    }
    bool whole = image->bytes != NULL && fread(image->bytes, 1, image->size, file) == image->size;
    fclose(file);
    return whole;
}

bool names_elf_is(const char *path)
{
    char magic[SELFMAG] = "";
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    bool is =
        fread(magic, 1, sizeof magic, file) == sizeof magic && memcmp(magic, ELFMAG, SELFMAG) == 0;
    fclose(file);
    return is;
}

static void add_segment(struct names_elf *elf, uint64_t virtual, uint64_t physical, uint64_t size)
{
    if (elf->segment_count < NAMES_SEGMENTS_MAX)
        elf->segments[elf->segment_count++] =
            (struct names_segment){.virtual = virtual, .physical = physical, .size = size};
}

/* The loaded segments; false when the file is cut. */
static bool read_segments(struct names_elf *elf, const struct image *image)
{
    const Elf64_Ehdr *wide = get(image, 0, sizeof *wide);
    const Elf32_Ehdr *narrow = get(image, 0, sizeof *narrow);

    if (image->wide ? wide == NULL : narrow == NULL)
        return false;
    unsigned count = image->wide ? wide->e_phnum : narrow->e_phnum;
    uint64_t offset = image->wide ? wide->e_phoff : narrow->e_phoff;
    for (unsigned i = 0; i < count; i++) {
        Elf64_Phdr large;
        Elf32_Phdr small;
        uint64_t size = image->wide ? sizeof large : sizeof small;
        const void *at = get(image, offset + i * size, size);
        if (at == NULL)
            return false;
        if (image->wide) {
            memcpy(&large, at, sizeof large);
            if (large.p_type == PT_LOAD)
                add_segment(elf, large.p_vaddr, large.p_paddr, large.p_memsz);
        } else {
            memcpy(&small, at, sizeof small);
            if (small.p_type == PT_LOAD)
                add_segment(elf, small.p_vaddr, small.p_paddr, small.p_memsz);
        }
    }
    return true;
}

static bool read_section(const struct image *image, unsigned index, struct section *section)
{
    if (image->wide) {
        const Elf64_Ehdr *header = (const void *)image->bytes;
        Elf64_Shdr wide;
        const void *at = get(image, header->e_shoff + (uint64_t)index * sizeof wide, sizeof wide);
        if (at == NULL)
            return false;
        memcpy(&wide, at, sizeof wide);
        *section = (struct section){wide.sh_type, wide.sh_link, wide.sh_offset, wide.sh_size};
        return true;
    }
    const Elf32_Ehdr *header = (const void *)image->bytes;
    Elf32_Shdr narrow;
    const void *at =
        get(image, (uint64_t)header->e_shoff + (uint64_t)index * sizeof narrow, sizeof narrow);
    if (at == NULL)
        return false;
    memcpy(&narrow, at, sizeof narrow);
    *section = (struct section){narrow.sh_type, narrow.sh_link, narrow.sh_offset, narrow.sh_size};
    return true;
}

static uint64_t to_physical(const struct names_elf *elf, uint64_t virtual)
{
    for (unsigned i = 0; i < elf->segment_count; i++)
        if (virtual >= elf->segments[i].virtual &&
            virtual - elf->segments[i].virtual < elf->segments[i].size)
            return virtual - elf->segments[i].virtual + elf->segments[i].physical;
    return virtual;
}

/* What names a place: no file, no section, nothing that lies elsewhere. */
static bool is_place(unsigned char info, unsigned section)
{
    unsigned type = info & 0xf;

    return section != SHN_UNDEF && section != SHN_ABS && section != SHN_COMMON &&
           (type == STT_NOTYPE || type == STT_OBJECT || type == STT_FUNC);
}

/* Who is given the symbols. */
struct taker {
    names_taker *take;
    void *context; /* handed to it */
};

/* The symbols of one table; false when it is cut. */
static bool read_symbols(struct names_elf *elf, const struct image *image,
                         const struct section *table, const struct taker *taker)
{
    struct section strings;
    uint64_t step = image->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
    const uint8_t *bytes = get(image, table->offset, table->size);

    if (bytes == NULL || !read_section(image, table->link, &strings))
        return false;
    const char *text = get(image, strings.offset, strings.size);
    if (text == NULL || strings.size == 0 || text[strings.size - 1] != '\0')
        return false;
    for (uint64_t at = 0; at + step <= table->size; at += step) {
        Elf64_Sym wide;
        Elf32_Sym narrow;
        memcpy(image->wide ? (void *)&wide : (void *)&narrow, bytes + at, step);
        uint32_t name = image->wide ? wide.st_name : narrow.st_name;
        uint64_t value = image->wide ? wide.st_value : narrow.st_value;
        if (!is_place(image->wide ? wide.st_info : narrow.st_info,
                      image->wide ? wide.st_shndx : narrow.st_shndx) ||
            name >= strings.size || text[name] == '\0')
            continue;
        if (!taker->take(taker->context, to_physical(elf, value), text + name))
            return false;
    }
    return true;
}

static bool read_tables(struct names_elf *elf, const struct image *image, const struct taker *taker)
{
    struct section section;

    if (!read_segments(elf, image))
        return false;
    unsigned count = image->wide ? ((const Elf64_Ehdr *)(const void *)image->bytes)->e_shnum
                                 : ((const Elf32_Ehdr *)(const void *)image->bytes)->e_shnum;
    for (unsigned i = 0; i < count; i++) {
        if (!read_section(image, i, &section))
            return false;
        if (section.type == SHT_SYMTAB && !read_symbols(elf, image, &section, taker))
            return false;
    }
    return true;
}

bool names_elf_load(struct names_elf *elf, const char *path, names_taker *take, void *context)
{
    struct image image = {0};

    *elf = (struct names_elf){0};
    bool whole = read_file(&image, path);
    if (whole) {
        errno = 0;
        whole = image.size > EI_DATA && image.bytes[EI_DATA] == ELFDATA2LSB;
    }
    if (whole) {
        image.wide = image.bytes[EI_CLASS] == ELFCLASS64;
        whole = read_tables(elf, &image, &(struct taker){take, context});
    }
    free(image.bytes);
    if (whole)
        elf->path = strdup(path);
    return whole && elf->path != NULL;
}

void names_elf_free(struct names_elf *elf)
{
    free(elf->path);
    elf->path = NULL;
}

/* The first line that addr2line prints for an address; empty when it prints none. */
static void ask(const char *path, uint64_t address, char *line, size_t size)
{
    int ends[2];
    char text[32];

    line[0] = '\0';
    snprintf(text, sizeof text, "0x%" PRIx64, address);
    if (pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        if (freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execlp("addr2line", "addr2line", "-e", path, text, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *out = fdopen(ends[0], "r");
    if (out == NULL)
        close(ends[0]);
    else if (fgets(line, (int)size, out) == NULL)
        line[0] = '\0';
    if (out != NULL)
        fclose(out);
    if (child > 0)
        waitpid(child, NULL, 0);
}

/* What a reader wants of addr2line's answer: the path from where he is, however the file was
 * compiled, and the number. Where no such file exists, its folder and its name. */
static const char *shorten(char *line)
{
    line[strcspn(line, " \r\n")] = '\0';
    /* Assemblers leave double slashes. */
    for (char *twice = strstr(line, "//"); twice != NULL; twice = strstr(line, "//"))
        memmove(twice, twice + 1, strlen(twice));
    char *number = strrchr(line, ':');
    if (number == NULL || strncmp(line, "??", 2) == 0 || number[1] == '?' || number[1] == '0')
        return "";
    *number = '\0';
    const char *path = line;
    const char *folder = line; /* the last two parts */
    while (*path == '/' || access(path, F_OK) != 0) {
        const char *rest = path + strcspn(path, "/");
        rest += strspn(rest, "/");
        if (*rest == '\0') {
            path = folder;
            break;
        }
        folder = path;
        path = rest;
    }
    *number = ':';
    return path;
}

const char *names_elf_find_line(struct names_elf *elf, uint64_t physical)
{
    char line[512];

    for (unsigned i = 0; i < elf->line_count && i < NAMES_LINES_MAX; i++)
        if (elf->lines[i].physical == physical)
            return elf->lines[i].text[0] != '\0' ? elf->lines[i].text : NULL;
    for (unsigned i = 0; i < elf->segment_count; i++) {
        const struct names_segment *segment = &elf->segments[i];
        if (physical < segment->physical || physical - segment->physical >= segment->size)
            continue;
        struct names_line *found = &elf->lines[elf->line_count++ % NAMES_LINES_MAX];
        ask(elf->path, physical - segment->physical + segment->virtual, line, sizeof line);
        found->physical = physical;
        snprintf(found->text, sizeof found->text, "%.*s", (int)sizeof found->text - 1,
                 shorten(line));
        return found->text[0] != '\0' ? found->text : NULL;
    }
    return NULL;
}
