/* Tests of the image builder's work on bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "kernel/core/bootinfo.h"
#include "kernel/core/crc32.h"
#include "layout_constants.h"
#include "tools/image.h"

#define STAGE2_BYTES (LAYOUT_STAGE2_END - LAYOUT_STAGE2)
#define START_BYTES  (LOADER_START_SECTORS * 512)
#define KERNEL_BYTES 1000u

static struct {
    uint8_t stage1[512];
    uint8_t stage2[STAGE2_BYTES];
    uint8_t kernel[4096];
    struct image_parts parts;
} state;

static struct kernel_header header_read(void)
{
    struct kernel_header header;

    memcpy(&header, state.kernel, sizeof header);
    return header;
}

static void header_write(struct kernel_header header)
{
    memcpy(state.kernel, &header, sizeof header);
}

/* Parts that are right; each test breaks one thing. */
static int make_parts(void **unused)
{
    (void)unused;
    memset(state.stage1, 1, sizeof state.stage1);
    memset(state.stage2, 2, sizeof state.stage2);
    memset(state.kernel, 3, sizeof state.kernel);
    state.stage1[510] = 0x55;
    state.stage1[511] = 0xaa;
    memcpy(state.stage2 + START_BYTES - 2, "ST", 2);
    memcpy(state.stage2 + STAGE2_BYTES - 4, "STG2", 4);
    header_write((struct kernel_header){
        .magic = KERNEL_HEADER_MAGIC,
        .load_size = KERNEL_BYTES,
        .memory_size = 3000,
        .entry = LAYOUT_KERNEL_OFFSET2 + 64,
        .text_start = LAYOUT_KERNEL_OFFSET2 + 64,
        .text_end = LAYOUT_KERNEL_OFFSET2 + 500,
    });
    state.parts = (struct image_parts){
        .stage1 = {"one", state.stage1, sizeof state.stage1},
        .stage2 = {"two", state.stage2, sizeof state.stage2},
        .kernel = {"three", state.kernel, KERNEL_BYTES},
    };
    return 0;
}

static void assert_stages_refused(const char *part, const char *why)
{
    const char *problem = image_check_stages(&state.parts);

    assert_non_null(problem);
    assert_non_null(strstr(problem, part));
    assert_non_null(strstr(problem, why));
}

static void assert_kernel_refused(const char *why)
{
    const char *problem = image_check_kernel(&state.parts.kernel);

    assert_non_null(problem);
    assert_non_null(strstr(problem, "three"));
    assert_non_null(strstr(problem, why));
}

static void good_parts_are_taken(void **unused)
{
    (void)unused;
    assert_null(image_check_stages(&state.parts));
    assert_null(image_check_kernel(&state.parts.kernel));
}

static void stages_of_wrong_size_or_without_signature_are_refused(void **unused)
{
    (void)unused;
    state.parts.stage1.size = 511;
    assert_stages_refused("one", "511");
    state.parts.stage1.size = 512;
    state.stage1[511] = 0;
    assert_stages_refused("one", "55 aa");
    state.stage1[511] = 0xaa;
    state.parts.stage2.size = 512;
    assert_stages_refused("two", "512");
    state.parts.stage2.size = STAGE2_BYTES;
    state.stage2[STAGE2_BYTES - 1] = 0;
    assert_stages_refused("two", "stage2 ends");
    state.stage2[STAGE2_BYTES - 1] = 'T';
    state.stage2[START_BYTES - 1] = 0;
    assert_stages_refused("two", "START ends");
}

/* What boot sector and START compute, once more. */
static uint32_t turned_sum(const uint8_t *bytes, size_t size, unsigned width)
{
    uint64_t mask = (1ull << 8 * width) - 1;
    uint64_t sum = 0;

    for (size_t i = 0; i < size; i += width) {
        sum = (sum << 1 | sum >> (8 * width - 1)) & mask;
        for (unsigned j = 0; j < width; j++)
            sum += (uint64_t)bytes[i + j] << 8 * j;
        sum &= mask;
    }
    return (uint32_t)sum;
}

static void a_sealed_stage2_has_both_sums_and_no_changed_bit_keeps_them(void **unused)
{
    (void)unused;
    image_seal_stage2(&state.parts.stage2);
    const uint8_t *rest = state.stage2 + START_BYTES;
    size_t rest_size = STAGE2_BYTES - START_BYTES;
    assert_int_equal(turned_sum(state.stage2, START_BYTES, 2), LOADER_START_SUM);
    assert_int_equal(turned_sum(rest, rest_size, 4), LOADER_REST_SUM);
    for (size_t bit = 0; bit < 8 * STAGE2_BYTES; bit += 7) {
        state.stage2[bit / 8] ^= (uint8_t)(1 << bit % 8);
        bool same = turned_sum(state.stage2, START_BYTES, 2) == LOADER_START_SUM &&
                    turned_sum(rest, rest_size, 4) == LOADER_REST_SUM;
        assert_false(same);
        state.stage2[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void a_disk_has_one_active_partition_after_the_boot_sector(void **unused)
{
    (void)unused;
    uint8_t image[512] = {0};
    image_write_partition(image, 3 * IMAGE_CYLINDER_SIZE);
    /* From sector 1, head 0, sector 2 to the last: cylinder 2, head 15, sector 63. */
    static const uint8_t entry[16] = {0x80, 0, 2, 0, 0x7f, 15, 63, 2, 1, 0, 0, 0, 0xcf, 0x0b};
    assert_memory_equal(image + 446, entry, sizeof entry);
    for (size_t i = 0; i < sizeof image; i++)
        assert_true(image[i] == 0 || (i >= 446 && i < 462));
}

static void the_end_of_a_large_partition_keeps_its_cylinder(void **unused)
{
    (void)unused;
    uint8_t image[512] = {0};
    image_write_partition(image, 700 * (size_t)IMAGE_CYLINDER_SIZE);
    assert_int_equal(image[446 + 6], 63 | 699 >> 8 << 6);
    assert_int_equal(image[446 + 7], 699 & 0xff);
}

static void a_kernel_without_header_is_refused(void **unused)
{
    (void)unused;
    state.parts.kernel.size = 35;
    assert_kernel_refused("35");
    state.parts.kernel.size = KERNEL_BYTES;
    state.kernel[0] ^= 1;
    assert_kernel_refused("magic");
}

static void a_kernel_cut_short_is_refused(void **unused)
{
    (void)unused;
    state.parts.kernel.size = KERNEL_BYTES - 1;
    assert_kernel_refused("999");
}

static void addresses_outside_the_image_are_refused(void **unused)
{
    (void)unused;
    struct kernel_header header = header_read();
    header.entry = LAYOUT_KERNEL_OFFSET2 + KERNEL_BYTES;
    header_write(header);
    assert_kernel_refused("entry");
    header.entry = LAYOUT_KERNEL_OFFSET2;
    header.text_end = LAYOUT_KERNEL_OFFSET2 + KERNEL_BYTES + 1;
    header_write(header);
    assert_kernel_refused("text");
    header.text_end = header.text_start;
    header.memory_size = KERNEL_BYTES - 1;
    header_write(header);
    assert_kernel_refused("memory size");
}

static void a_kernel_that_leaves_its_region_is_refused(void **unused)
{
    (void)unused;
    struct kernel_header header = header_read();
    header.memory_size = LAYOUT_KERNEL_OFFSET2_END - LAYOUT_KERNEL_OFFSET2 + 1;
    header_write(header);
    assert_kernel_refused("docs/layout.md");
}

static void sealing_writes_both_checksums(void **unused)
{
    (void)unused;
    image_seal_kernel(&state.parts.kernel);
    struct kernel_header sealed = header_read();
    assert_int_equal(sealed.text_crc, crc32_update(0, state.kernel + 64, 436));
    struct kernel_header zeroed = sealed;
    zeroed.sum_low = 0;
    zeroed.sum_high = 0;
    header_write(zeroed);
    uint64_t sum = image_sum(state.kernel, KERNEL_BYTES);
    assert_int_equal(sealed.sum_low, sum & 0xffffffff);
    assert_int_equal(sealed.sum_high, sum >> 32);
}

/* By hand: the carry of each sum goes into the other, and what is left at the end too. */
static void the_sum_chains_its_carries(void **unused)
{
    static const struct {
        uint32_t words[3];
        unsigned size;
        uint32_t first;
        uint32_t second;
    } cases[] = {
        {{5}, 0, 0, 0},
        {{5}, 4, 5, 5},
        {{5, 7}, 8, 12, 17},
        {{5, 7, 0x030201}, 11, 0x03020d, 0x060413},
        {{0x80000000, 0x80000000}, 8, 0, 0x80000001},
        {{0xffffffff, 1}, 8, 1, 0},
        {{0xffffffff, 0xffffffff}, 8, 0xffffffff, 0xfffffffe},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t sum = image_sum((const uint8_t *)cases[i].words, cases[i].size);
        assert_int_equal(sum & 0xffffffff, cases[i].first);
        assert_int_equal(sum >> 32, cases[i].second);
    }
}

/* A kernel-like image: text that looks random, words of zeros, words of ones. */
static void make_bytes(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = i / 64 % 4 == 0   ? (uint8_t)(i * i * 2654435761u >> 13)
                   : i / 64 % 4 == 1 ? 0
                                     : 255;
}

/* A second change, of a random bit, at another place or of the same bit in another word. */
static size_t second_bit(size_t first, size_t size)
{
    size_t bits = 8 * size;
    size_t distance = 32 * (1 + (size_t)rand() % (size / 4 - 1));

    return rand() % 2 == 0 ? (first + distance) % bits
                           : (first + 1 + (size_t)rand() % (bits - 1)) % bits;
}

/* What a checksum may miss: any one bit, any two, words or sectors that changed places, words of
 * zeros that became ones, and any damage at all within 64 bits. */
static void no_damage_keeps_the_sum(void **unused)
{
    enum { SIZE = 2048 };
    static uint8_t bytes[SIZE];
    static uint8_t damaged[SIZE];

    (void)unused;
    srand(1);
    make_bytes(bytes, SIZE);
    uint64_t sum = image_sum(bytes, SIZE);
    memcpy(damaged, bytes, SIZE);
    for (size_t bit = 0; bit < 8 * SIZE; bit++) {
        damaged[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_true(image_sum(damaged, SIZE) != sum);
        size_t other = second_bit(bit, SIZE);
        damaged[other / 8] ^= (uint8_t)(1 << other % 8);
        assert_true(image_sum(damaged, SIZE) != sum);
        memcpy(damaged, bytes, SIZE);
    }
    for (size_t i = 0; i + 8 <= SIZE; i++) {
        for (size_t j = 0; j < 8; j++)
            damaged[i + j] = (uint8_t)~damaged[i + j];
        assert_true(image_sum(damaged, SIZE) != sum);
        for (size_t j = 0; j < 8; j++)
            damaged[i + j] = (uint8_t)rand();
        assert_true(image_sum(damaged, SIZE) != sum);
        memcpy(damaged, bytes, SIZE);
    }
    memcpy(damaged, bytes + 512, 512);
    memcpy(damaged + 512, bytes, 512);
    assert_true(image_sum(damaged, SIZE) != sum || memcmp(bytes, bytes + 512, 512) == 0);
}

static void growing_raises_load_size_and_memory_size_where_needed(void **unused)
{
    (void)unused;
    state.parts.kernel.size = 2000;
    image_grow_kernel(&state.parts.kernel);
    assert_int_equal(header_read().load_size, 2000);
    assert_int_equal(header_read().memory_size, 3000);
    state.parts.kernel.size = 4000;
    image_grow_kernel(&state.parts.kernel);
    assert_int_equal(header_read().memory_size, 4000);
    assert_null(image_check_kernel(&state.parts.kernel));
}

static void parts_lie_one_behind_the_other(void **unused)
{
    (void)unused;
    size_t used = image_used_size(&state.parts);
    assert_int_equal(used, 512 + STAGE2_BYTES + 1024);
    uint8_t *image = calloc(1, used);
    image_write(image, &state.parts);
    assert_memory_equal(image, state.stage1, 512);
    assert_memory_equal(image + 512, state.stage2, STAGE2_BYTES);
    assert_memory_equal(image + 512 + STAGE2_BYTES, state.kernel, KERNEL_BYTES);
    assert_int_equal(image[used - 1], 0);
    free(image);
}

static void a_disk_is_whole_cylinders_with_one_to_spare(void **unused)
{
    (void)unused;
    assert_int_equal(image_disk_size(1), 2 * IMAGE_CYLINDER_SIZE);
    assert_int_equal(image_disk_size(IMAGE_CYLINDER_SIZE), 2 * IMAGE_CYLINDER_SIZE);
    assert_int_equal(image_disk_size(IMAGE_CYLINDER_SIZE + 1), 3 * IMAGE_CYLINDER_SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(good_parts_are_taken, make_parts),
        cmocka_unit_test_setup(stages_of_wrong_size_or_without_signature_are_refused, make_parts),
        cmocka_unit_test_setup(a_sealed_stage2_has_both_sums_and_no_changed_bit_keeps_them,
                               make_parts),
        cmocka_unit_test(a_disk_has_one_active_partition_after_the_boot_sector),
        cmocka_unit_test(the_end_of_a_large_partition_keeps_its_cylinder),
        cmocka_unit_test_setup(a_kernel_without_header_is_refused, make_parts),
        cmocka_unit_test_setup(a_kernel_cut_short_is_refused, make_parts),
        cmocka_unit_test_setup(addresses_outside_the_image_are_refused, make_parts),
        cmocka_unit_test_setup(a_kernel_that_leaves_its_region_is_refused, make_parts),
        cmocka_unit_test_setup(sealing_writes_both_checksums, make_parts),
        cmocka_unit_test(the_sum_chains_its_carries),
        cmocka_unit_test(no_damage_keeps_the_sum),
        cmocka_unit_test_setup(growing_raises_load_size_and_memory_size_where_needed, make_parts),
        cmocka_unit_test_setup(parts_lie_one_behind_the_other, make_parts),
        cmocka_unit_test_setup(a_disk_is_whole_cylinders_with_one_to_spare, make_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
