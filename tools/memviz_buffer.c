/*
 * Preloaded into Bochs by memviz observe. Bochs switches the buffer of its
 * standard output off, so a traced instruction costs seven system calls;
 * without its calls of setbuf() a trace is about fifteen times faster.
 *
 * A machine that halts prints no more, so what the buffer holds then would
 * never be seen: a thread flushes it.
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define FLUSH_US 30000

void setbuf(FILE *stream, char *buffer)
{
    (void)stream;
    (void)buffer;
}

static void *flush(void *unused)
{
    for (;;) {
        usleep(FLUSH_US);
        fflush(stdout);
    }
    return unused;
}

__attribute__((constructor)) static void start(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, flush, NULL) == 0)
        pthread_detach(thread);
    else
        setvbuf(stdout, NULL, _IONBF, 0);
}
