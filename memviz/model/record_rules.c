#include "memviz/model/record_rules.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "memviz/model/model.h"
#include "memviz/stream/fields.h"

/* What a value is. */
enum value {
    VALUE_HEX,
    VALUE_LENGTH,
    VALUE_NUMBER, /* up to a limit */
    VALUE_BIG,
    VALUE_BOOL,
    VALUE_TEXT,
    VALUE_CODE,
    VALUE_SOURCE,
    VALUE_RUNS,
};

struct rule {
    const char *type;
    const char *member;
    enum value value;
    bool optional;
    uint32_t least; /* of a number */
    uint32_t most;
};

#define ANY_NUMBER 0, UINT32_MAX
#define LIST(type, most)                                                                           \
    {type, "i", VALUE_NUMBER, false, 0, (most)-1},                                                 \
    {                                                                                              \
        type, "of", VALUE_NUMBER, false, 0, (most)                                                 \
    }

/* Types, and their members in the order of docs/telemetry.md ("Types"). */
static const struct rule rules[] = {
    {"boot", "step", VALUE_NUMBER, false, 1, MODEL_STEP_MAX},
    {"boot", "of", VALUE_NUMBER, true, 1, MODEL_STEP_MAX},
    {"boot", "tsc", VALUE_HEX, true, 0, 0},
    {"boot", "name", VALUE_TEXT, true, 0, 0},
    {"fail", "code", VALUE_CODE, false, 0, 0},
    {"fail", "text", VALUE_TEXT, false, 0, 0},
    {"fault", "vector", VALUE_NUMBER, true, ANY_NUMBER},
    {"fault", "name", VALUE_TEXT, false, 0, 0},
    {"fault", "eip", VALUE_HEX, false, 0, 0},
    {"fault", "place", VALUE_TEXT, false, 0, 0},
    {"fault", "address", VALUE_HEX, true, 0, 0},
    {"fault", "text", VALUE_TEXT, false, 0, 0},
    {"hello", "name", VALUE_TEXT, true, 0, 0},
    {"hello", "version", VALUE_TEXT, false, 0, 0},
    {"hello", "frame", VALUE_HEX, false, 0, 0},
    {"hello", "block", VALUE_NUMBER, false, ANY_NUMBER},
    {"hello", "without", VALUE_TEXT, true, 0, 0},
    {"map", "source", VALUE_SOURCE, false, 0, 0},
    {"map", "truncated", VALUE_BOOL, false, 0, 0},
    LIST("raw", MODEL_RAW_MAX),
    {"raw", "base", VALUE_HEX, false, 0, 0},
    {"raw", "length", VALUE_HEX, false, 0, 0},
    {"raw", "type", VALUE_NUMBER, false, ANY_NUMBER},
    {"raw", "attr", VALUE_NUMBER, false, ANY_NUMBER},
    LIST("clean", MODEL_CLEAN_MAX),
    {"clean", "base", VALUE_HEX, false, 0, 0},
    {"clean", "length", VALUE_LENGTH, false, 0, 0},
    {"clean", "type", VALUE_NUMBER, false, ANY_NUMBER},
    LIST("region", MODEL_REGION_MAX),
    {"region", "start", VALUE_HEX, false, 0, 0},
    {"region", "end", VALUE_HEX, false, 0, 0},
    {"region", "symbol", VALUE_TEXT, false, 0, 0},
    {"region", "what", VALUE_TEXT, false, 0, 0},
    {"region", "alive", VALUE_BOOL, false, 0, 0},
    LIST("mark", MODEL_MARK_MAX),
    {"mark", "symbol", VALUE_TEXT, false, 0, 0},
    {"mark", "at", VALUE_HEX, false, 0, 0},
    {"total", "frames", VALUE_NUMBER, false, 0, FRAMEMAP_MAX},
    {"total", "used", VALUE_NUMBER, false, ANY_NUMBER},
    {"total", "free", VALUE_NUMBER, false, ANY_NUMBER},
    {"total", "reserved", VALUE_NUMBER, false, ANY_NUMBER},
    {"frames", "from", VALUE_HEX, false, 0, 0},
    {"frames", "runs", VALUE_RUNS, false, 0, 0},
    {"sum", "block", VALUE_NUMBER, false, 0, FRAMEMAP_BLOCKS - 1},
    {"sum", "crc", VALUE_HEX, false, 0, 0},
    {"heap", "start", VALUE_HEX, false, 0, 0},
    {"heap", "cursor", VALUE_HEX, false, 0, 0},
    {"heap", "end", VALUE_HEX, false, 0, 0},
    {"heap", "allocations", VALUE_NUMBER, false, ANY_NUMBER},
    {"alloc", "i", VALUE_NUMBER, false, 0, MODEL_ALLOC_MAX - 1},
    {"alloc", "start", VALUE_HEX, false, 0, 0},
    {"alloc", "size", VALUE_HEX, false, 0, 0},
    {"alloc", "tag", VALUE_TEXT, false, 0, 0},
    {"owner", "i", VALUE_NUMBER, false, 0, MODEL_OWNER_MAX - 1},
    {"owner", "of", VALUE_NUMBER, false, 0, MODEL_OWNER_MAX},
    {"owner", "start", VALUE_HEX, true, 0, 0},
    {"owner", "end", VALUE_HEX, true, 0, 0},
    {"owner", "tag", VALUE_TEXT, true, 0, 0},
    {"log", "i", VALUE_NUMBER, false, 0, UINT32_MAX - 1},
    {"log", "tsc", VALUE_HEX, false, 0, 0},
    {"log", "text", VALUE_TEXT, false, 0, 0},
    {"beat", "ms", VALUE_BIG, false, 0, 0},
    {"beat", "lost", VALUE_BIG, false, 0, 0},
    {"snap", "k", VALUE_BIG, false, 0, 0},
};

#define RULE_COUNT (sizeof rules / sizeof rules[0])

bool record_rules_is_source(const char *text)
{
    static const char *const sources[] = {"e820", "e801", "88", "multiboot", "uefi", "none"};

    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strcmp(sources[i], text) == 0)
            return true;
    }
    return false;
}

bool record_rules_has_type(const char *type)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (strcmp(rules[i].type, type) == 0)
            return true;
    }
    return false;
}

/* A letter and a length that is not 0, once or more. */
static bool are_runs(const char *text)
{
    bool any = false;

    while (*text != '\0') {
        size_t digits = strchr("FUR", *text) != NULL ? strspn(text + 1, "0123456789abcdef") : 0;
        uint64_t length;
        if (!fields_parse_hex(text + 1, digits, &length) || length == 0 || length > FRAMEMAP_MAX)
            return false;
        text += 1 + digits;
        any = true;
    }
    return any;
}

static bool is_text(const struct members *members, const struct rule *rule)
{
    char text[MODEL_TEXT_SIZE];

    if (!fields_get_text(members, rule->member, text, sizeof text))
        return false;
    if (rule->value == VALUE_SOURCE)
        return record_rules_is_source(text);
    return rule->value != VALUE_RUNS || are_runs(text);
}

static bool holds(const struct members *members, const struct rule *rule)
{
    uint64_t big;
    uint32_t number;
    bool truth;

    switch (rule->value) {
    case VALUE_HEX:
        return fields_get_hex(members, rule->member, &big);
    case VALUE_LENGTH:
        return fields_get_length(members, rule->member, &big);
    case VALUE_NUMBER:
        return fields_get_number(members, rule->member, &number) && number >= rule->least &&
               number <= rule->most;
    case VALUE_BIG:
        return fields_get_big_number(members, rule->member, &big);
    case VALUE_BOOL:
        return fields_get_bool(members, rule->member, &truth);
    case VALUE_CODE:
        return fields_get_number(members, rule->member, &number) || is_text(members, rule);
    default:
        return is_text(members, rule);
    }
}

static void describe_wanted(char *text, size_t size, const struct rule *rule)
{
    static const char *const words[] = {
        [VALUE_HEX] = "a string of 1 to 16 lower-case hex digits, without 0x",
        [VALUE_LENGTH] = "a string of lower-case hex digits from \"1\" to \"10000000000000000\"",
        [VALUE_NUMBER] = "a number",
        [VALUE_BIG] = "a number of 63 bits",
        [VALUE_BOOL] = "true or false",
        [VALUE_TEXT] = "a string",
        [VALUE_CODE] = "a string or a number",
        [VALUE_SOURCE] = "\"e820\", \"e801\", \"88\", \"multiboot\", \"uefi\" or \"none\"",
        [VALUE_RUNS] = "letters F, U or R, each with a length in hex, such as \"R800F77f0\"",
    };

    if (rule->value == VALUE_NUMBER)
        snprintf(text, size, "a number from %u to %u", rule->least, rule->most);
    else
        snprintf(text, size, "%s", words[rule->value]);
}

/* What came, as it was sent; a long value is cut. */
static void describe_fault(struct record_fault *fault, const struct rule *rule,
                           const struct member *member)
{
    char wanted[128];

    describe_wanted(wanted, sizeof wanted, rule);
    snprintf(fault->member, sizeof fault->member, "%s", rule->member);
    if (member == NULL) {
        snprintf(fault->problem, sizeof fault->problem, "is missing: wanted %s", wanted);
        return;
    }
    const char *quote = member->kind == MEMBER_STRING ? "\"" : "";
    snprintf(fault->problem, sizeof fault->problem, "wanted %s, got %s%.*s%s%s", wanted, quote,
             (int)(member->length < 48 ? member->length : 48), member->text,
             member->length > 48 ? "..." : "", quote);
}

/* Rules that are about two members. */
static bool find_contradiction(struct record_fault *fault, const char *type,
                               const struct members *members)
{
    static const struct {
        const char *type;
        const char *lower;
        const char *upper;
    } orders[] = {{"region", "start", "end"},
                  {"owner", "start", "end"},
                  {"heap", "start", "cursor"},
                  {"heap", "cursor", "end"}};
    uint64_t lower;
    uint64_t upper;
    uint32_t i;
    uint32_t of;

    fault->member[0] = '\0';
    for (size_t k = 0; k < sizeof orders / sizeof orders[0]; k++) {
        if (strcmp(orders[k].type, type) == 0 && fields_get_hex(members, orders[k].lower, &lower) &&
            fields_get_hex(members, orders[k].upper, &upper) && lower > upper) {
            snprintf(fault->problem, sizeof fault->problem, "\"%s\" lies above \"%s\"",
                     orders[k].lower, orders[k].upper);
            return true;
        }
    }
    if (strcmp(type, "owner") == 0 && fields_get_number(members, "of", &of) && of > 0) {
        static const char *const needed[] = {"start", "end", "tag"};
        for (size_t k = 0; k < sizeof needed / sizeof needed[0]; k++) {
            if (members_find(members, needed[k]) == NULL) {
                snprintf(fault->member, sizeof fault->member, "%s", needed[k]);
                snprintf(fault->problem, sizeof fault->problem, "is missing: there are %u runs",
                         of);
                return true;
            }
        }
    }
    bool listed = fields_get_number(members, strcmp(type, "boot") == 0 ? "step" : "i", &i) &&
                  fields_get_number(members, "of", &of) && of > 0;
    if (listed && (strcmp(type, "boot") == 0 ? i > of : i >= of)) {
        snprintf(fault->problem, sizeof fault->problem, "number %u of %u is none of them", i, of);
        return true;
    }
    if (strcmp(type, "clean") == 0 && fields_get_hex(members, "base", &lower) &&
        fields_get_length(members, "length", &upper) && upper > UINT64_MAX - lower) {
        snprintf(fault->problem, sizeof fault->problem, "the range ends beyond 2^64");
        return true;
    }
    return false;
}

bool record_rules_find_fault(struct record_fault *fault, const char *type,
                             const struct members *members)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct rule *rule = &rules[i];
        if (strcmp(rule->type, type) != 0)
            continue;
        const struct member *member = members_find(members, rule->member);
        if ((member == NULL && !rule->optional) || (member != NULL && !holds(members, rule))) {
            describe_fault(fault, rule, member);
            return true;
        }
    }
    return find_contradiction(fault, type, members);
}

/* n, t and c belong to every record. */
static bool is_documented(const char *type, const struct member *member)
{
    if (member->name_length == 1 && strchr("ntc", member->name[0]) != NULL)
        return true;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (strcmp(rules[i].type, type) == 0 && strlen(rules[i].member) == member->name_length &&
            memcmp(rules[i].member, member->name, member->name_length) == 0)
            return true;
    }
    return false;
}

bool record_rules_find_unknown(struct record_fault *fault, const char *type,
                               const struct members *members, size_t *next)
{
    while (*next < members->count) {
        const struct member *member = &members->items[(*next)++];
        if (!is_documented(type, member)) {
            int length = member->name_length < 31 ? (int)member->name_length : 31;
            snprintf(fault->member, sizeof fault->member, "%.*s", length, member->name);
            snprintf(fault->problem, sizeof fault->problem, "is not documented: readers ignore it");
            return true;
        }
    }
    return false;
}
