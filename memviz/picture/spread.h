/*
 * Labels beside a scale, each as near its place as the others allow.
 *
 * Owns the arithmetic that keeps labels apart. Pure.
 */
#ifndef STRATA_MEMVIZ_SPREAD_H
#define STRATA_MEMVIZ_SPREAD_H

#include <stddef.h>

/* A label wants its middle at `wanted` and is `height` high; `middle` is what
 * it gets. */
struct spread_label {
    double wanted; /* where its middle would like to be */
    double height;
    double middle; /* where it came to be */
};

/* The room that all labels together take. */
double spread_measure(const struct spread_label *labels, size_t count);

/* Gives each label, in the order of their places, its middle within
 * [top, bottom], so that none overlaps another. Where they need more room than
 * there is they start at top and reach below bottom. */
void spread_place(struct spread_label *labels, size_t count, double top, double bottom);

#endif
