/*
 * The picture of a boot. Theory of operation:
 *
 * Memory goes down in bands, since most of it is never touched, and time goes
 * across in instructions. A block is a time in which somebody wrote, in the colour
 * of how; the thin line after it says that this is still what lies there; a dark
 * line is execution. So one sees at a glance what was loaded, what ran, and what
 * was written over what.
 *
 * The sixteen who wrote the most bytes have numbers, with a list below. Numbers and
 * labels are put where nothing else is: each is moved until it overlaps no other.
 */
#include "memviz/observe/views/boot_picture.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "memviz/observe/rules/sentence.h"
#include "memviz/observe/views/boot_parts.h"
#include "memviz/picture/picture_svg.h"
#include "memviz/screen/output.h"
#include "memviz/screen/text.h"

#define HEAD_SIZE 18.0
#define NAME_SIZE 12.5
#define LINE      17.0
#define TEXT_MAX  1024u

/* Writes text in lines that are broken at blanks, and moves boot->y below them. */
static void add_text(struct boot *boot, double x, const struct picture_style *style,
                     const char *text)
{
    while (*text != '\0') {
        char line[PICTURE_TEXT_SIZE];
        size_t length = strlen(text);
        if (length > sizeof line - 1)
            length = sizeof line - 1;
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        while (picture_font_measure(style->font, style->size, line) > style->room ||
               (text[length] != '\0' && text[length] != ' ')) {
            char *blank = strrchr(line, ' ');
            if (blank == NULL || blank == line)
                break;
            *blank = '\0';
            length = (size_t)(blank - line);
        }
        picture_add_text(boot->picture, (struct picture_point){x, boot->y}, style, line);
        boot->y += LINE;
        text += length;
        while (*text == ' ')
            text++;
    }
}

static void draw_head(struct boot *boot)
{
    struct picture_style head =
        boot_style(PICTURE_BOLD, HEAD_SIZE, INK_TEXT, BOOT_PLOT_RIGHT - BOOT_MARGIN);
    struct picture_style body =
        boot_style(PICTURE_SANS, NAME_SIZE, INK_TEXT, BOOT_PLOT_RIGHT - BOOT_MARGIN);
    const struct finding *first = findings_first(&boot->observer->findings);
    const char *name = strrchr(boot->verdict->name, '/');
    char text[TEXT_MAX];

    boot->y = BOOT_MARGIN;
    snprintf(text, sizeof text, "The boot of %s",
             name != NULL && name[1] != '\0' ? name + 1 : boot->verdict->name);
    picture_add_text(boot->picture, (struct picture_point){BOOT_MARGIN, boot->y}, &head, text);
    boot->y += 26;
    if (first != NULL) {
        char sentence[TEXT_MAX - 64];
        sentence_render(boot->verdict->observer, first, sentence, sizeof sentence);
        snprintf(text, sizeof text, "%s: %s", findings_rule_name(first->rule), sentence);
    } else if (verdict_get(boot->verdict) == VERDICT_CLEAN)
        snprintf(text, sizeof text, "nothing was found in %" PRIu64 " instructions",
                 boot->verdict->steps->instructions);
    else
        snprintf(text, sizeof text, "no verdict%s%s", boot->verdict->problem != NULL ? ": " : "",
                 boot->verdict->problem != NULL ? boot->verdict->problem : "");
    add_text(boot, BOOT_MARGIN, &body, text);
    boot->y += 4;
}

static void draw_legend(struct boot *boot)
{
    struct picture_style style = boot_style(PICTURE_SANS, BOOT_SMALL_SIZE, INK_TEXT, 0);
    double x = BOOT_MARGIN;
    double y = boot->y;

    for (unsigned i = 1; i < BOOT_WRITERS; i++) {
        picture_add_rect(boot->picture, (struct picture_box){x, y - 5, 14, 10},
                         (struct picture_look){boot_writer_ink(i), INK_NONE, false});
        x += 19;
        x += picture_add_text(boot->picture, (struct picture_point){x, y}, &style,
                              boot_writer_name(i)) +
             18;
    }
    picture_add_rect(boot->picture, (struct picture_box){x, y - 1, 14, 2},
                     (struct picture_look){INK_TEXT, INK_NONE, false});
    x += 19;
    x += picture_add_text(boot->picture, (struct picture_point){x, y}, &style, "executed") + 18;
    picture_add_text(boot->picture, (struct picture_point){x, y}, &style,
                     "a thin line: written last by that colour");
    boot->y += 22;
}

/* "disk read of … to …", or the manner and the place in the code. */
static void describe_writer(struct boot *boot, const struct boot_entry *entry, char *text,
                            size_t size)
{
    const struct store *store = store_log_get(&boot->observer->log, entry->newest);
    struct finding line = {.text = ""};
    struct sentence sentence = {.observer = boot->verdict->observer, .finding = &line};

    if (store->kind == STORE_LOADED || store->read != 0)
        say_writer(&sentence, entry->newest);
    else {
        say(&sentence, "%s by %s", store_kind_name(store->kind),
            store->firmware ? "the BIOS, " : "");
        if (entry->site == 0)
            say(&sentence, "several places, the last ");
        say_place(&sentence, store->site);
    }
    sentence_render(boot->verdict->observer, &line, text, size);
}

static void draw_entry(struct boot *boot, unsigned number)
{
    const struct boot_entry *entry = &boot->list.list[number];
    struct picture_style style =
        boot_style(PICTURE_SANS, BOOT_SMALL_SIZE, INK_TEXT, BOOT_PLOT_RIGHT - BOOT_MARGIN - 32);
    struct picture_style label = boot_style(PICTURE_BOLD, BOOT_SMALL_SIZE, INK_TEXT, 0);
    char bytes[TEXT_NUMBER_SIZE];
    char until[TEXT_NUMBER_SIZE] = "";
    char who[TEXT_MAX - 160];
    char text[TEXT_MAX];

    describe_writer(boot, entry, who, sizeof who);
    text_format_grouped(bytes, entry->bytes);
    if (entry->last_tick != entry->first_tick)
        snprintf(until, sizeof until, "-%" PRIu64, entry->last_tick);
    snprintf(text, sizeof text, "%s byte%s in 0x%" PRIx64 "-0x%" PRIx64 ", tick %" PRIu64 "%s: %s",
             bytes, entry->bytes == 1 ? "" : "s", entry->start, entry->end, entry->first_tick,
             until, who);
    picture_add_rect(boot->picture, (struct picture_box){BOOT_MARGIN, boot->y - 6.5, 22, 13},
                     (struct picture_look){INK_PAPER, boot_writer_ink(entry->writer), false});
    label.anchor = PICTURE_CENTRE;
    snprintf(bytes, sizeof bytes, "%u", number + 1);
    picture_add_text(boot->picture, (struct picture_point){BOOT_MARGIN + 11, boot->y}, &label,
                     bytes);
    add_text(boot, BOOT_MARGIN + 32, &style, text);
    boot->y += 3;
}

static void draw_list(struct boot *boot)
{
    struct picture_style head = boot_style(PICTURE_BOLD, NAME_SIZE, INK_TEXT, 0);
    struct picture_style body =
        boot_style(PICTURE_SANS, BOOT_SMALL_SIZE, INK_MUTED, BOOT_PLOT_RIGHT - BOOT_MARGIN);
    char text[128];

    picture_add_text(boot->picture, (struct picture_point){BOOT_MARGIN, boot->y}, &head,
                     "Who wrote most of memory, in the order in which they began");
    boot->y += 22;
    for (unsigned i = 0; i < boot->list.count; i++)
        draw_entry(boot, i);
    if (boot->list.others > 0) {
        snprintf(text, sizeof text, "and %" PRIu64 " others, which are drawn and have no number",
                 boot->list.others);
        add_text(boot, BOOT_MARGIN, &body, text);
    }
}

static void draw_parts(struct boot *boot)
{
    draw_head(boot);
    draw_legend(boot);
    boot->top = boot->y + BOOT_MARKS_HEIGHT;
    boot_plot_draw(boot);
    draw_list(boot);
    boot->picture->height = boot->y + BOOT_MARGIN / 2;
}

bool boot_picture_draw(struct picture *picture, const struct verdict_input *verdict,
                       struct heat *heat)
{
    struct boot boot = {
        .picture = picture, .verdict = verdict, .observer = verdict->observer, .heat = heat};

    picture_init(picture, BOOT_WIDTH, 0);
    if (!heat_sort(heat) || heat->slice_count == 0 ||
        !boot_bands_make(&boot.bands, heat, verdict->observer->layout) ||
        !boot_list_make(&boot.list, &boot.bands, verdict->observer) ||
        !boot_raster_make(&boot.raster, &boot.bands, verdict->observer, heat))
        return false;
    draw_parts(&boot);
    boot_raster_free(&boot.raster);
    return !picture->failed;
}

static bool refuse(const char *path, const char *problem)
{
    output_report(path, problem);
    return false;
}

/* Errors are about the file that the user named. */
static bool write_svg(const struct picture *picture, const char *beside, const char *path)
{
    FILE *out = fopen(beside, "w");

    if (out == NULL)
        return refuse(path, strerror(errno));
    errno = 0;
    picture_svg_write(picture, "A boot: memory down, time across, and who wrote what", out);
    bool lost = ferror(out) != 0;
    lost = fclose(out) != 0 || lost;
    return !lost || refuse(path, strerror(errno != 0 ? errno : EIO));
}

/* What was there stays until the new picture is whole. */
static bool replace(const struct picture *picture, const char *path)
{
    char beside[4096];
    int length = snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());

    if (length < 0 || (size_t)length >= sizeof beside)
        return refuse(path, strerror(ENAMETOOLONG));
    if (!write_svg(picture, beside, path)) {
        unlink(beside);
        return false;
    }
    if (rename(beside, path) == 0)
        return true;
    int error = errno;
    unlink(beside);
    return refuse(path, strerror(error));
}

bool boot_picture_write(const struct verdict_input *verdict, struct heat *heat, const char *path)
{
    struct picture picture;
    bool good = boot_picture_draw(&picture, verdict, heat) || refuse(path, "not enough memory");

    good = good && replace(&picture, path);
    picture_free(&picture);
    return good;
}
