#include "memviz/views/view_table.h"

#include "memviz/views/view_boot.h"
#include "memviz/views/view_e820.h"
#include "memviz/views/view_frames.h"
#include "memviz/views/view_heap.h"
#include "memviz/views/view_inspect.h"
#include "memviz/views/view_log.h"
#include "memviz/views/view_low.h"
#include "memviz/views/view_map.h"
#include "memviz/views/view_owners.h"

const struct view *view_get(enum view_id id)
{
    static const struct view *(*const views[VIEW_COUNT])(void) = {
        [VIEW_BOOT] = view_boot_get,     [VIEW_LOW] = view_low_get,
        [VIEW_MAP] = view_map_get,       [VIEW_E820] = view_e820_get,
        [VIEW_LOG] = view_log_get,       [VIEW_HEAP] = view_heap_get,
        [VIEW_FRAMES] = view_frames_get, [VIEW_INSPECT] = view_inspect_get,
        [VIEW_OWNERS] = view_owners_get,
    };
    return views[id]();
}
