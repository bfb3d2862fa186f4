#include "memviz/ui/time_keys.h"

#include <stddef.h>

bool time_keys_find_move(enum intent intent, enum timeline_move *move)
{
    static const struct {
        enum intent intent;
        enum timeline_move move;
    } moves[] = {
        {INTENT_FREEZE, TIMELINE_FREEZE},
        {INTENT_RECORD_BACK, TIMELINE_RECORD_BACK},
        {INTENT_RECORD_NEXT, TIMELINE_RECORD_NEXT},
        {INTENT_STEP_BACK, TIMELINE_STEP_BACK},
        {INTENT_STEP_NEXT, TIMELINE_STEP_NEXT},
        {INTENT_SEEK_BACK, TIMELINE_SEEK_BACK},
        {INTENT_SEEK_NEXT, TIMELINE_SEEK_NEXT},
        {INTENT_LIVE, TIMELINE_TO_END},
        {INTENT_MARK, TIMELINE_MARK},
    };

    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (moves[i].intent == intent) {
            *move = moves[i].move;
            return true;
        }
    }
    return false;
}
