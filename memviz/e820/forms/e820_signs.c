#include "memviz/e820/forms/e820_signs.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A heading, and who made the map below it, where the entries do not say. */
static const struct {
    const char *text;
    const char *label;
} headings[] = {
    {"coreboot memory table:", ""},
    {"PHYSICAL ADDRESS RANGE", ""},
    {"djusted e820 map", "modified"},
    {"djusted E820 memory map", "modified"},
    {"odified e820 map", "modified"},
    {"odified E820 memory map", "modified"},
    {"riginal e820 map", ""},
    {"riginal E820 memory map", ""},
    {"arsing GRUB physical memory map", ""},
    {"Dom0 memory map:", "Dom0"},
    {"E820 memmap:", ""},
    {"---<<BOOT>>---", ""},
    {"Physical start  - end", ""},
    {"Linux version ", NULL},
};

/* Commands whose output is a map; what is typed starts another one. */
static const char *const commands[] = {"/proc/iomem", "lsmmap", "lsefimmap", "mach -m", "smap"};

/* What programs and people write where something is missing. */
static const char *const losses[] = {
    "messages dropped",   "message dropped", "messages lost",    "message lost",
    "messages were lost", "lost messages",   "characters lost",  "bytes lost",
    "uffer overrun",      "uffer overflow",  "ring buffer wrap", "lines omitted",
    "lines deleted",      "lines skipped",   "lines removed",    "lines snipped",
    "truncated",          "imklog: lost",    "messages missing", "kernel messages missed",
};

static const struct {
    const char *text;
    const char *name;
} printers[] = {
    {"Linux version ", "Linux "},    {"Xen version ", "Xen "}, {"SeaBIOS (version ", "SeaBIOS "},
    {"GNU GRUB  version ", "GRUB "}, {"FreeBSD/", "FreeBSD/"}, {"coreboot-", "coreboot-"},
    {"TBOOT: *", "tboot"},           {"iPXE ", "iPXE "},
};

#define LENGTH_OF(table) (sizeof(table) / sizeof(table)[0])

const char *e820_signs_skip_quotes(const char *text)
{
    while (*text == '>' || *text == ' ' || *text == '\t' ||
           (*text == '|' && (text[1] == ' ' || text[1] == '\0')))
        text++;
    return text;
}

/* The signs of shells, C, assemblers, TeX and Ada; a lone dash is a diff's. */
bool e820_signs_is_comment(const char *text)
{
    return *text == '#' || *text == ';' || *text == '%' || strncmp(text, "//", 2) == 0 ||
           strncmp(text, "-- ", 3) == 0 || strncasecmp(text, "rem ", 4) == 0;
}

static bool is_label_char(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* The word that ends at end, cut to fit. */
static void copy_word_before(const char *text, const char *end, char label[E820_LABEL_SIZE])
{
    const char *start = end;

    while (start > text && is_label_char(start[-1]))
        start--;
    snprintf(label, E820_LABEL_SIZE, "%.*s", (int)(end - start), start);
}

/* "Xen-e820 RAM map:" names who made the map; "BIOS-provided physical RAM map:"
 * need not, since its entries do. */
static bool find_ram_map(const char *text, struct e820_item *item)
{
    const char *found = strstr(text, " RAM map:");

    if (found == NULL)
        return false;
    copy_word_before(text, found, item->match.label);
    if (strcmp(item->match.label, "physical") == 0)
        item->match.label[0] = '\0';
    item->kind = E820_ITEM_HEADING;
    return true;
}

/* SeaBIOS counts its entries before it prints them. */
static bool find_count(const char *text, struct e820_item *item)
{
    const char *found = strstr(text, "e820 map has ");

    if (found == NULL)
        return false;
    item->kind = E820_ITEM_COUNT;
    item->match.index = (uint32_t)strtoul(found + strlen("e820 map has "), NULL, 10);
    return true;
}

/* A prompt and a command: "$ cat /proc/iomem". */
static bool find_command(const char *text, struct e820_item *item)
{
    const char *prompt = strpbrk(text, "$#>%");

    if (prompt == NULL || strstr(text, " : ") != NULL)
        return false;
    for (size_t i = 0; i < LENGTH_OF(commands); i++) {
        if (strstr(prompt, commands[i]) != NULL) {
            item->kind = E820_ITEM_HEADING;
            return true;
        }
    }
    return false;
}

bool e820_signs_find_heading(const char *text, struct e820_item *item)
{
    for (size_t i = 0; i < LENGTH_OF(headings); i++) {
        if (strstr(text, headings[i].text) != NULL) {
            item->kind = E820_ITEM_HEADING;
            snprintf(item->match.label, sizeof item->match.label, "%s",
                     headings[i].label != NULL ? headings[i].label : "");
            return true;
        }
    }
    return find_ram_map(text, item) || find_count(text, item) || find_command(text, item);
}

/* A line of dots, in brackets or not, or a word for scissors: people cut logs. */
static bool is_cut(const char *text)
{
    size_t length = strlen(text);
    const char *word = strcasestr(text, "snip");

    if (word != NULL && length <= 40)
        return true;
    size_t dots = 0;
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("[](){}<> .-=*\t", *c) == NULL)
            return false;
        dots += *c == '.';
    }
    return dots >= 2;
}

/* A line in small letters: so many texts are looked for in each that strcasestr() would take most
 * of the time of the whole program. A longer line stays as it is, and is searched slowly. */
#define LOWER_SIZE 1024u

static const char *make_lower(const char *text, char lower[LOWER_SIZE])
{
    size_t i = 0;

    for (; i < LOWER_SIZE && text[i] != '\0'; i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    if (i == LOWER_SIZE)
        return text;
    lower[i] = '\0';
    return lower;
}

static const char *find_loss_word(const char *text, const char *word, bool lower)
{
    return lower ? strstr(text, word) : strcasestr(text, word);
}

/* Where the words of a loss are in text, or NULL. */
static const char *find_words_of_loss(const char *text)
{
    char buffer[LOWER_SIZE];
    const char *lower = make_lower(text, buffer);
    bool quick = lower == buffer;
    const char *found = NULL;

    for (size_t i = 0; found == NULL && i < LENGTH_OF(losses); i++)
        found = find_loss_word(lower, losses[i], quick);
    if (found == NULL) {
        found = find_loss_word(lower, "missed ", quick);
        found = found != NULL && find_loss_word(found, "messages", quick) != NULL ? found : NULL;
    }
    return found == NULL ? NULL : text + (found - lower);
}

bool e820_signs_find_loss(const char *text, struct e820_item *item)
{
    const char *found = find_words_of_loss(text);

    if (found == NULL && is_cut(e820_signs_skip_quotes(text)))
        found = text;
    if (found == NULL)
        return false;
    /* The sentence around it is short, and its start is what is worth reading. */
    const char *start = found - text > 30 ? found - 30 : text;
    start += strspn(start, " \t");
    int length = start < found ? (int)(found - start) : 0;
    length += (int)strcspn(start + length, "[\n");
    item->kind = E820_ITEM_LOSS;
    snprintf(item->note, sizeof item->note, "%.*s", length, start);
    if (item->note[0] == '\0')
        snprintf(item->note, sizeof item->note, "%s", start);
    return true;
}

bool e820_signs_find_printer(const char *text, struct e820_item *item)
{
    for (size_t i = 0; i < LENGTH_OF(printers); i++) {
        const char *found = strstr(text, printers[i].text);
        if (found == NULL)
            continue;
        const char *version = found + strlen(printers[i].text);
        item->kind = E820_ITEM_PRINTER;
        snprintf(item->note, sizeof item->note, "%s%.*s", printers[i].name,
                 (int)strcspn(version, " \t),:\"<"), version);
        return true;
    }
    if (strstr(text, "ommand line:") != NULL && strstr(text, "elfcorehdr=") != NULL) {
        item->kind = E820_ITEM_CRASH;
        return true;
    }
    return false;
}
