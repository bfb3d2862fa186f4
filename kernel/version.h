/*
 * The version, as the shell, the log and the telemetry give it.
 */
#ifndef STRATA_VERSION_H
#define STRATA_VERSION_H

#define VERSION "0.1.0"

#endif
