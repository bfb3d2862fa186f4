#include "kernel/core/patrol.h"

#include "kernel/core/crc32.h"

/* At a hundred steps a second a kernel of 80 KiB is read in some three seconds,
 * for less than a twentieth of a processor of 4 million instructions a second. */
#define STEP_BYTES 256u

/* Said once: a line every three seconds would push all else out of the log. */
static void end_round(struct patrol *patrol, struct machine *m)
{
    if (patrol->crc != m->image.text_crc && !patrol->alarmed) {
        patrol->alarmed = true;
        machine_log(m, "kernel text was overwritten: CRC-32 %08x, sealed %08x", patrol->crc,
                    m->image.text_crc);
    }
    patrol->offset = 0;
    patrol->crc = 0;
    patrol->rounds++;
}

/* The sum is carried on over the steps. Text does not change while it is read,
 * or that is what is being looked for. */
void patrol_step(struct patrol *patrol, struct machine *m)
{
    uint32_t size = (uint32_t)(m->image.text_end - m->image.text_start);
    uint32_t length = size - patrol->offset < STEP_BYTES ? size - patrol->offset : STEP_BYTES;
    const uint8_t *text = m->ops.reach(m->image.text_start);

    if (text == NULL)
        return;
    patrol->crc = crc32_update(patrol->crc, text + patrol->offset, length);
    patrol->offset += length;
    if (patrol->offset == size)
        end_round(patrol, m);
}
