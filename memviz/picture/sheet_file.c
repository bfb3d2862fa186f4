#include "memviz/picture/sheet_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "memviz/picture/picture_png.h"
#include "memviz/picture/picture_svg.h"
#include "memviz/picture/sheet.h"
#include "memviz/screen/output.h"

/* A picture and what it is called. */
struct titled {
    struct picture picture;
    char title[128];
};

/* NULL, or why it could not be written. */
typedef const char *write_picture(const struct titled *titled, FILE *out);

/* Its errors are those of the stream, which the caller asks. */
static const char *write_svg(const struct titled *titled, FILE *out)
{
    picture_svg_write(&titled->picture, titled->title, out);
    return NULL;
}

static const char *write_png(const struct titled *titled, FILE *out)
{
    return picture_png_write(&titled->picture, out);
}

static bool refuse(const char *place, const char *problem)
{
    output_report(place, problem);
    return false;
}

/* What is written may be lost as late as when the file is closed. */
static bool write_to(const struct titled *titled, const char *place, write_picture *write)
{
    bool standard = strcmp(place, "-") == 0;
    FILE *out = standard ? stdout : fopen(place, "wb");

    if (out == NULL)
        return refuse(place, strerror(errno));
    errno = 0;
    const char *problem = write(titled, out);
    bool lost = ferror(out) != 0;
    lost = (standard ? fflush(out) : fclose(out)) != 0 || lost;
    if (lost)
        return refuse(place, strerror(errno != 0 ? errno : EIO));
    return problem == NULL || refuse(place, problem);
}

/* Drawn once for both. */
bool sheet_file_write(struct model *model, const struct sheet_notes *notes, const char *svg,
                      const char *png)
{
    struct titled titled;

    sheet_format_title(titled.title, sizeof titled.title, model);
    bool good = sheet_draw(&titled.picture, model, notes) || refuse("picture", "not enough memory");
    good = good && (svg == NULL || write_to(&titled, svg, write_svg));
    good = good && (png == NULL || write_to(&titled, png, write_png));
    picture_free(&titled.picture);
    return good;
}
