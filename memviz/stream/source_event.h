/*
 * What reading a source can come to.
 */
#ifndef STRATA_MEMVIZ_SOURCE_EVENT_H
#define STRATA_MEMVIZ_SOURCE_EVENT_H

/* What a read came to. */
enum source_event {
    SOURCE_DATA,      /* bytes were read */
    SOURCE_IDLE,      /* no more bytes now */
    SOURCE_WAITING,   /* it does not exist yet, or no more */
    SOURCE_LOST,      /* no more bytes now, and its name is gone */
    SOURCE_RESTARTED, /* it was replaced or truncated: what was read before is void */
    SOURCE_ENDED,     /* no more bytes ever */
    SOURCE_FAILED,    /* it cannot be read: errno tells why; EBADMSG: its compression is damaged */
    SOURCE_CLOSE,     /* between the parts of a source: nothing more comes from this descriptor, and
                       * the path is to be opened again; a caller of source_read() never sees it */
};

#endif
