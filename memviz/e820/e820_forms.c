#include "memviz/e820/e820_forms.h"

#include <ctype.h>
#include <string.h>

#include "memviz/e820/e820_scan.h"
#include "memviz/e820/e820_words.h"

/* Addresses without 0x are padded to one of these widths. */
#define NARROW_DIGITS 8u
#define WIDE_DIGITS   16u

static const char bad_type[] = "the type is none that is known";
static const char bad_address[] = "an address is not of 1 to 16 hex digits";

static bool is_label_char(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* Backwards from the colon: in front of the label there may be anything, a time
 * stamp or a log level. */
void e820_forms_label(const char *text, const char *end, char label[E820_LABEL_SIZE])
{
    const char *start = end;

    while (start > text && is_label_char(start[-1]))
        start--;
    size_t length = (size_t)(end - start);
    if (length >= E820_LABEL_SIZE)
        length = E820_LABEL_SIZE - 1;
    memcpy(label, start, length);
    label[length] = '\0';
}

/* The label of what starts at entry, which "LABEL: " must precede. */
static bool read_label(const char *text, const char *entry, struct e820_line *line)
{
    while (entry > text && (entry[-1] == ' ' || entry[-1] == '\t'))
        entry--;
    if (entry == text || entry[-1] != ':')
        return false;
    e820_forms_label(text, entry - 1, line->label);
    return line->label[0] != '\0';
}

/* Labels that nothing but a map bears. */
static bool is_map_label(const char *label)
{
    static const char *const labels[] = {"BIOS-e820", "BIOS-e801",  "BIOS-88", "Xen",
                                         "user",      "setup_data", "modified"};

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        if (strcmp(label, labels[i]) == 0)
            return true;
    }
    return false;
}

/* The one place where a line becomes an entry. */
static bool accept(struct e820_line *line, enum e820_form form)
{
    line->form = form;
    line->kind = E820_LINE_ENTRY;
    return true;
}

/* All of it is there but the type: an entry if its label or its place say so. */
static bool doubt(struct e820_line *line, enum e820_form form)
{
    line->form = form;
    line->kind = is_map_label(line->label) ? E820_LINE_BROKEN : E820_LINE_DOUBTFUL;
    line->problem = bad_type;
    return true;
}

/* An entry of the range start to last inclusive. Lengths are those of 64-bit
 * arithmetic, so that a length that wraps past 2^64, or is 0, comes out as the
 * program that printed the last byte had it. */
static void set_inclusive(struct e820_line *line, uint64_t start, uint64_t last)
{
    line->entry.base = start;
    line->entry.length = last - start + 1;
}

/* base=0x... length=0x...] type=N (name) [attr=0x...] */
static bool read_seed(const char *text, struct e820_line *line)
{
    const char *found = strstr(text, "[base=");
    struct scan scan = {found};

    if (found == NULL)
        return false;
    read_label(text, found, line);
    line->problem = bad_address;
    if (!scan_text(&scan, "[base=") || scan_hex(&scan, &line->entry.base) == 0 ||
        !scan_key(&scan, "length") || scan_hex(&scan, &line->entry.length) == 0 ||
        !scan_text(&scan, "]"))
        return false;
    line->problem = "type= with a number is missing";
    if (!scan_key(&scan, "type") || !scan_number(&scan, &line->entry.type) ||
        isalnum((unsigned char)*scan.at))
        return false;
    const char *attr = strstr(scan.at, " attr=");
    if (attr != NULL) {
        scan.at = attr + strlen(" attr=");
        line->problem = "attr= without a number";
        if (!scan_number(&scan, &line->entry.attr))
            return false;
    }
    return accept(line, E820_FORM_SEED);
}

/* Linux once printed "639   KB" and the like before the type. */
static void pass_size(struct scan *scan)
{
    struct scan ahead = *scan;
    size_t digits = strspn(ahead.at, "0123456789.");

    ahead.at += digits;
    scan_blanks(&ahead);
    if (digits != 0 && strchr("KMGTP", *ahead.at) != NULL && *ahead.at != '\0' &&
        ahead.at[1] == 'B') {
        ahead.at += 2;
        scan_blanks(&ahead);
        *scan = ahead;
    }
}

/* LABEL: [mem 0xSTART-0xLAST] usable: Linux since 3.5, with the last byte */
static bool read_linux(const char *text, struct e820_line *line)
{
    const char *found = strstr(text, "[mem 0x");
    uint64_t start;
    uint64_t last;

    if (found == NULL || !read_label(text, found, line))
        return false;
    struct scan scan = {found + strlen("[mem ")};
    line->problem = bad_address;
    if (scan_hex(&scan, &start) == 0 || !scan_text(&scan, "-") || scan_hex(&scan, &last) == 0 ||
        !scan_text(&scan, "]"))
        return false;
    set_inclusive(line, start, last);
    scan_blanks(&scan);
    pass_size(&scan);
    if (e820_words_parse(scan.at, &line->entry.type))
        return accept(line, E820_FORM_LINUX);
    return is_map_label(line->label) && doubt(line, E820_FORM_LINUX);
}

/* Newer Linux writes "[gap 0x...-0x...]" where no entry is. */
static bool read_gap(const char *text, struct e820_line *line)
{
    if (strstr(text, ": [gap 0x") == NULL)
        return false;
    line->kind = E820_LINE_FILLER;
    return true;
}

/* Padding is what tells an address from a number in prose. */
static bool is_padded(unsigned digits)
{
    return digits == NARROW_DIGITS || digits == WIDE_DIGITS;
}

/* Two padded numbers with sign between them; *start is where the first begins
 * and scan stands behind the second. */
static bool find_pair(const char *text, const char *sign, struct scan *scan, uint64_t pair[2])
{
    for (const char *found = strstr(text, sign); found != NULL; found = strstr(found + 1, sign)) {
        const char *start = found;
        while (start > text && scan_is_hex(start[-1]))
            start--;
        struct scan left = {start};
        struct scan right = {found + strlen(sign)};
        if (is_padded(scan_hex(&left, &pair[0])) && left.at == found &&
            is_padded(scan_hex(&right, &pair[1])) &&
            (start == text || !isalnum((unsigned char)start[-1]))) {
            scan[0] = (struct scan){start};
            scan[1] = right;
            return true;
        }
    }
    return false;
}

/* SeaBIOS numbers its entries where others have a name. */
static bool is_index(const char *label)
{
    return label[0] != '\0' && label[strspn(label, "0123456789")] == '\0';
}

/* N: START - END = TYPE NAME; the label is the index, which is no name. */
static bool read_seabios(struct scan scan, struct e820_line *line)
{
    if (!is_index(line->label))
        return false;
    line->label[0] = '\0';
    if (!scan_text(&scan, " = ") || !scan_number(&scan, &line->entry.type))
        return doubt(line, E820_FORM_SEABIOS);
    return accept(line, E820_FORM_SEABIOS);
}

/* LABEL: START - END (usable); without the label it is Xen's. The end is the
 * first byte after: Linux before 3.5, Xen before 4.14, and SeaBIOS, which has an
 * index for a label. */
static bool read_dash(const char *text, struct e820_line *line)
{
    struct scan scans[2];
    uint64_t pair[2];

    if (!find_pair(text, " - ", scans, pair))
        return false;
    bool labelled = read_label(text, scans[0].at, line);
    line->entry.base = pair[0];
    line->entry.length = pair[1] - pair[0];
    if (labelled && read_seabios(scans[1], line))
        return true;
    enum e820_form form = labelled ? E820_FORM_LINUX_OLD : E820_FORM_XEN;
    scan_blanks(&scans[1]);
    return e820_words_parse(scans[1].at, &line->entry.type) ? accept(line, form)
                                                            : doubt(line, form);
}

/* LABEL: SIZE @ BASE (usable): the size comes first, Linux up to early 2.4 */
static bool read_at(const char *text, struct e820_line *line)
{
    struct scan scans[2];
    uint64_t pair[2];

    if (!find_pair(text, " @ ", scans, pair) || !read_label(text, scans[0].at, line))
        return false;
    line->entry.base = pair[1];
    line->entry.length = pair[0];
    scan_blanks(&scans[1]);
    return e820_words_parse(scans[1].at, &line->entry.type) ? accept(line, E820_FORM_LINUX_24)
                                                            : doubt(line, E820_FORM_LINUX_24);
}

/* [START, LAST] (usable), since Xen 4.14 */
static bool read_xen(const char *text, struct e820_line *line)
{
    struct scan scans[2];
    uint64_t pair[2];

    if (!find_pair(text, ", ", scans, pair) || scans[0].at == text || scans[0].at[-1] != '[' ||
        !scan_text(&scans[1], "]"))
        return false;
    set_inclusive(line, pair[0], pair[1]);
    scan_blanks(&scans[1]);
    return e820_words_parse(scans[1].at, &line->entry.type) ? accept(line, E820_FORM_XEN)
                                                            : doubt(line, E820_FORM_XEN);
}

/* One KEY=HEX of a FreeBSD line; a bit of *seen for each key that must be. */
static bool take_smap_key(struct scan *scan, struct e820_line *line, unsigned *seen)
{
    uint64_t value;

    if (scan_key(scan, "base")) {
        *seen |= 1u;
        return scan_hex(scan, &line->entry.base) != 0;
    }
    if (scan_key(scan, "len")) {
        *seen |= 2u;
        return scan_hex(scan, &line->entry.length) != 0;
    }
    if ((scan_key(scan, "xattr") || scan_key(scan, "attr")) && scan_hex(scan, &value) != 0) {
        line->entry.attr = (uint32_t)value;
        return value <= UINT32_MAX;
    }
    return false;
}

/* SMAP type=01[,][ xattr=01,] base=...[,] len=...[ attr=01]: FreeBSD's kernel,
 * booted verbosely, and its loader, which differ in commas and attributes */
static bool read_freebsd(const char *text, struct e820_line *line)
{
    const char *found = strstr(text, "SMAP type=");
    uint64_t type;
    unsigned seen = 0;

    if (found == NULL)
        return false;
    struct scan scan = {found + strlen("SMAP type=")};
    line->problem = "type= without a hex number of 32 bits";
    if (scan_hex(&scan, &type) == 0 || type > UINT32_MAX)
        return false;
    line->entry.type = (uint32_t)type;
    do {
        scan_text(&scan, ",");
    } while (take_smap_key(&scan, line, &seen));
    line->problem = "base= and len= with a hex number are not both there";
    return seen == 3u && *scan.at == '\0' && accept(line, E820_FORM_FREEBSD);
}

/* base_addr = 0x..., length = 0x..., type = 0x1; GRUB has a word for a type
 * that it knows. */
static bool read_multiboot(const char *text, struct e820_line *line)
{
    const char *found = strstr(text, "base_addr");
    struct scan scan = {found};

    if (found == NULL || !scan_key(&scan, "base_addr") || !scan_text(&scan, "0x"))
        return false;
    if (scan_hex(&scan, &line->entry.base) == 0 || !scan_text(&scan, ",") ||
        !scan_key(&scan, "length") || !scan_text(&scan, "0x") ||
        scan_hex(&scan, &line->entry.length) == 0 || !scan_text(&scan, ",")) {
        line->form = E820_FORM_MULTIBOOT;
        line->kind = E820_LINE_DOUBTFUL;
        line->problem = bad_address;
        return true;
    }
    scan_blanks(&scan);
    bool good = e820_words_parse(scan.at, &line->entry.type) ||
                (scan_key(&scan, "type") && scan_number(&scan, &line->entry.type) &&
                 !isalnum((unsigned char)*scan.at));
    return good ? accept(line, E820_FORM_MULTIBOOT) : doubt(line, E820_FORM_MULTIBOOT);
}

/* START-LAST : NAME, indented under what holds it. What is no memory of the
 * firmware's map, a device say, is passed over. This is /proc/iomem, in which
 * devices outnumber memory. */
static bool read_iomem(const char *text, struct e820_line *line)
{
    struct scan scan = {text};
    uint64_t start;
    uint64_t last;

    scan_blanks(&scan);
    if (text[0] == '0' && text[1] == 'x')
        return false;
    if (scan_hex(&scan, &start) < NARROW_DIGITS || !scan_text(&scan, "-") ||
        scan_hex(&scan, &last) < NARROW_DIGITS || !scan_text(&scan, " : "))
        return false;
    set_inclusive(line, start, last);
    line->form = E820_FORM_IOMEM;
    line->kind = e820_words_parse(scan.at, &line->entry.type) ? E820_LINE_ENTRY : E820_LINE_FILLER;
    return true;
}

/* The forms that cannot be mistaken come first, those that are mere numbers
 * last. What the last reader to recognise something had to complain of is kept:
 * if none takes the line, it says what is wrong with it. */
bool e820_forms_read(const char *text, struct e820_line *line)
{
    static bool (*const readers[])(const char *, struct e820_line *) = {
        read_seed, read_linux,     read_gap, read_freebsd, read_dash,
        read_at,   read_multiboot, read_xen, read_iomem};
    const char *problem = NULL;

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        line->label[0] = '\0';
        line->problem = NULL;
        line->entry = (struct e820_entry){.attr = 1};
        if (readers[i](text, line))
            return true;
        problem = line->problem != NULL ? line->problem : problem;
    }
    line->label[0] = '\0';
    line->problem = problem;
    return false;
}
