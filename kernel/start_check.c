#include "kernel/start_check.h"

#include "kernel/core/check_map.h"
#include "kernel/core/check_pages.h"
#include "kernel/core/check_places.h"
#include "kernel/hw/cpu.h"
#include "kernel/hw/descriptors.h"
#include "kernel/image.h"
#include "kernel/panic.h"
#include "kernel/traps.h"
#include "layout_constants.h"

/* What kernel_main() and its callers have pushed by the time they ask is less. */
#define STACK_USED_MAX 512u

#define REFUSAL_SIZE 140u

static struct descriptors_home home(void)
{
    const struct image_limits *image = image_limits();

    return (struct descriptors_home){image->bss_start, image->end};
}

void start_check_stack(uint32_t start, uint32_t end)
{
    uint32_t esp = (uint32_t)(uintptr_t)__builtin_frame_address(0);

    if (esp >= end || esp < end - STACK_USED_MAX)
        panic("K03",
              "the stack pointer is 0x%08x, but the stack is 0x%x-0x%x and grows down from its "
              "end; correct where esp is loaded",
              esp, start, end);
}

void start_check_gdt(void)
{
    struct descriptors_home own = home();
    const char *fault = descriptors_check_gdt(&own);

    if (fault != NULL)
        panic("K04", "%s; correct the descriptor tables of kernel/hw/cpu.c", fault);
}

void start_check_idt(void)
{
    static const char *const names[] = {"edi", "esi", "ebp", "esp", "ebx", "edx", "ecx", "eax"};
    struct descriptors_home own = home();
    const char *fault = descriptors_check_idt(&own, trap_entry_table(), CPU_VECTORS);

    if (fault != NULL)
        panic("K04", "%s; correct the descriptor tables of kernel/hw/cpu.c", fault);
    uint32_t damaged = trap_test_registers();
    if (damaged != 0)
        panic("K04", "an interrupt changes %s; correct trap_common in kernel/traps.asm",
              names[(damaged - 1) % 8]);
    /* Nothing may raise the test's vector by mistake and come back without a word. */
    cpu_limit_idt(CPU_TEST_VECTOR);
}

void start_check_memory(const void *data, uint32_t size)
{
    const struct image_limits *image = image_limits();
    const struct kernel_header *header = (const struct kernel_header *)LAYOUT_KERNEL_OFFSET2;
    uint32_t state = (uint32_t)(uintptr_t)data;

    for (uint32_t at = image->bss_start; at < image->noinit_start; at += sizeof(uint32_t)) {
        if (*(const volatile uint32_t *)(uintptr_t)at != 0)
            panic("K05", ".bss 0x%x-0x%x is not zero at 0x%x: the entry did not clear all of it",
                  image->bss_start, image->noinit_start, at);
    }
    if (image->end > LAYOUT_KERNEL_OFFSET2 + header->memory_size)
        panic("K05", "the kernel ends at 0x%x, but at 0x%x by its header; build the image again",
              image->end, LAYOUT_KERNEL_OFFSET2 + header->memory_size);
    if (header->text_start != image->text_start || header->text_end != image->text_end)
        panic("K05",
              "the text is 0x%x-0x%x, but 0x%x-0x%x by the header: what lies outside would be "
              "neither read-only nor checked; correct kernel/entry.asm",
              image->text_start, image->text_end, header->text_start, header->text_end);
    if (state < image->bss_start || state + size > image->end)
        panic("K05",
              "the kernel's state 0x%x-0x%x lies outside its image, which ends at 0x%x; correct "
              "kernel/kernel.ld",
              state, state + size, image->end);
}

void start_check_machine(const struct machine *m)
{
    struct fmt_buffer buffer;
    char text[REFUSAL_SIZE];
    const struct image_limits *image = image_limits();

    if (m->heap.start < image->end)
        panic("K06", "the heap starts at 0x%llx, inside the kernel, which ends at 0x%x",
              m->heap.start, image->end);
    if (!check_places_stack(m, fmt_buffer_init(&buffer, text, sizeof text)))
        panic("K06", "%s; correct stack_in_use() in kernel/main.c", text);
    if (!check_map_count(m, fmt_buffer_init(&buffer, text, sizeof text)))
        panic("K06", "%s; correct kernel/core/plan.c", text);
    if (!check_pages_essential(m, fmt_buffer_init(&buffer, text, sizeof text)))
        panic("K06", "the page tables would fail once paging is on: %s", text);
}

void start_check_paging(const struct machine *m)
{
    const char *fault = cpu_check_paging((uint32_t)m->paging.directory_address);

    if (fault != NULL)
        panic("K06", "%s; correct cpu_enable_paging() in kernel/hw/cpu.c", fault);
}
