#include "memviz/picture/sheet_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "memviz/picture/picture_png.h"
#include "memviz/picture/picture_svg.h"
#include "memviz/picture/sheet.h"
#include "memviz/screen/beside.h"
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

static bool write_standard(const struct titled *titled, write_picture *write)
{
    errno = 0;
    const char *problem = write(titled, stdout);
    bool lost = ferror(stdout) != 0;
    lost = fflush(stdout) != 0 || lost;
    if (lost)
        return refuse("-", strerror(errno != 0 ? errno : EIO));
    return problem == NULL || refuse("-", problem);
}

/* What was there stays until the picture is whole. */
static bool write_to(const struct titled *titled, const char *place, write_picture *write)
{
    struct beside beside;

    if (strcmp(place, "-") == 0)
        return write_standard(titled, write);
    if (!beside_open(&beside, place))
        return refuse(place, strerror(errno));
    const char *problem = write(titled, beside.out);
    if (problem != NULL) {
        beside_abandon(&beside);
        return refuse(place, problem);
    }
    return beside_commit(&beside) || refuse(place, strerror(errno));
}

bool sheet_file_spares(const char *input, const char *svg, const char *png)
{
    const char *const places[] = {svg, png};

    for (size_t i = 0; i < 2; i++) {
        if (places[i] != NULL && input != NULL && beside_is_same_file(input, places[i]))
            return refuse(places[i], "is what is read; give the picture another name");
    }
    return true;
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
