/*
 * The sentences of findings, put together from parts.
 *
 * Owns how places, writers and reads are named, so that all rules name them
 * alike: segment and offset first, then the physical address, then the symbol.
 */
#ifndef STRATA_MEMVIZ_OBSERVE_SENTENCE_H
#define STRATA_MEMVIZ_OBSERVE_SENTENCE_H

#include "memviz/observe/rules/observation.h"

struct sentence {
    struct observer *observer;
    struct finding *finding;
    size_t used;
};

/* Begins the sentence of a new finding. False when it is no new one, or only a
 * consequence: then there is nothing to say. */
bool sentence_begin(struct sentence *sentence, struct observer *observer, enum rule rule,
                    uint64_t key);

/* The same for a note, which is no finding. */
bool sentence_note(struct sentence *sentence, struct observer *observer, enum rule rule,
                   uint64_t key);

/* Appends text. */
__attribute__((format(printf, 2, 3))) void say(struct sentence *sentence, const char *format, ...);

/* "mov ds, ax at 0008:00008013 (0x8013)" */
void say_place(struct sentence *sentence, uint32_t site);

/* "0008:00008013 (0x8013)" */
void say_address(struct sentence *sentence, uint32_t site);

/* Who wrote with a store, and when: "rep stosd at 0008:0000800d (0x800d)". */
void say_writer(struct sentence *sentence, uint32_t store);

/* "the disk read of 2 sectors to 0x1000-0x1400 (INT 13h at 0000:7c20)" */
void say_read(struct sentence *sentence, uint32_t read);

/* The text of a finding as it is now: a read that it names may have gone on since
 * the sentence was put together. */
void sentence_render(struct observer *observer, const struct finding *finding, char *text,
                     size_t size);

/* How control came to the current instruction: ", called from 0000:1005". */
void say_arrival(struct sentence *sentence);

/* Says where the last return took its target from, and who wrote that. */
void say_return_slot(struct sentence *sentence);

#endif
