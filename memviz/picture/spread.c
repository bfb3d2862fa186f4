#include "memviz/picture/spread.h"

double spread_measure(const struct spread_label *labels, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += labels[i].height;
    return sum;
}

/* Up to where the labels of a group may not go: its middle, when each is where
 * it wants to be relative to the others, is the mean of what they want. */
static double find_group_top(const struct spread_label *labels, size_t first, size_t end)
{
    double offset = 0;
    double sum = 0;

    for (size_t i = first; i < end; i++) {
        sum += labels[i].wanted - labels[i].height / 2 - offset;
        offset += labels[i].height;
    }
    return sum / (double)(end - first);
}

/* least goes before most: where there is no room for all, labels run out at the
 * bottom. */
static double clamp(double value, double least, double most)
{
    value = value > most ? most : value;
    return value < least ? least : value;
}

/* Lays labels [first, end) one below the other from top on. */
static double lay(struct spread_label *labels, size_t first, size_t end, double top)
{
    for (size_t i = first; i < end; i++) {
        labels[i].middle = top + labels[i].height / 2;
        top += labels[i].height;
    }
    return top;
}

/* Labels that would touch form a group, which is placed as a whole; a group
 * that touches the one above it joins it ("pool adjacent violators"). */
void spread_place(struct spread_label *labels, size_t count, double top, double bottom)
{
    for (size_t end = 1; end <= count; end++) {
        size_t first = end - 1;
        for (;;) {
            double height = spread_measure(labels + first, end - first);
            double place = clamp(find_group_top(labels, first, end), top, bottom - height);
            place = place < top ? top : place;
            lay(labels, first, end, place);
            if (first == 0 ||
                labels[first - 1].middle + labels[first - 1].height / 2 <= place + 1e-9)
                break;
            first--;
        }
    }
}
