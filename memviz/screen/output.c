#include "memviz/screen/output.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "memviz/screen/text.h"

/* Controls, and what Unicode calls format characters, of which those that turn
 * the direction of writing make a name look like another one (Unicode Standard
 * Annex 9, section 2). */
static bool is_safe(uint32_t ch)
{
    bool control = ch < 0x20 || (ch >= 0x7f && ch < 0xa0);
    bool format = ch == 0xad || ch == 0x61c || (ch >= 0x200b && ch <= 0x200f) ||
                  (ch >= 0x2028 && ch <= 0x202e) || (ch >= 0x2060 && ch <= 0x206f) ||
                  ch == 0xfeff || (ch >= 0xfff0 && ch <= 0xffff) || ch > 0xe0000;

    return !control && !format;
}

void output_write_safe(FILE *out, const char *text)
{
    while (*text != '\0') {
        uint32_t ch = text_next_char(&text);
        char bytes[4];
        fwrite(bytes, 1, text_put_char(bytes, is_safe(ch) ? ch : '?'), out);
    }
}

void output_report_to(FILE *errors, const char *place, const char *problem)
{
    fputs("memviz: ", errors);
    output_write_safe(errors, place);
    fputs(": ", errors);
    output_write_safe(errors, problem);
    fputc('\n', errors);
}

void output_report(const char *place, const char *problem)
{
    output_report_to(stderr, strcmp(place, "-") == 0 ? "standard input" : place, problem);
}

bool output_finish(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    output_report("standard output", strerror(errno));
    return false;
}

bool output_write_json(json_t *value)
{
    if (value == NULL) {
        output_report("standard output", "not enough memory");
        return false;
    }
    json_dumpf(value, stdout, JSON_COMPACT | JSON_ENSURE_ASCII);
    putchar('\n');
    json_decref(value);
    return output_finish();
}

void output_end_by_signal(int number)
{
    fprintf(stderr, "memviz: ended by signal %d (%s)\n", number, strsignal(number));
    signal(number, SIG_DFL);
    raise(number);
}
