#include "memviz/e820/e820_warn.h"

#include "memviz/screen/output.h"

void e820_warn_remarks(const struct e820_report *report)
{
    char remark[E820_REPORT_PROBLEM_SIZE];

    for (size_t i = 0; e820_report_remark(report, i, remark, sizeof remark); i++)
        output_report(report->path, remark);
}
