/*
 * The roles of rows.
 *
 * Owns the names of the roles and the join of the role table with the rows:
 * which row has which role, and which row is the second place of another.
 */
#ifndef STRATA_LAYOUTC_ROLES_H
#define STRATA_LAYOUTC_ROLES_H

#include "tools/layoutc/doc.h"
#include "tools/layoutc/report.h"

/* Room for the names of all roles, separated by commas. */
#define ROLES_LIST_MAX 160u

/* The name of a role as the document writes it: "load buffer". */
const char *roles_name(enum doc_role role);

/* The role of that name, DOC_ROLE_NONE where there is none. */
enum doc_role roles_find(const char *name);

/* Writes the names of all roles, separated by commas, and returns text. */
const char *roles_list(char text[ROLES_LIST_MAX]);

/* Gives each row the role and the choice that the role table states. Reports
 * entries that name a row that is not there, a row twice, or a second place of
 * something else than a row of the same role. */
void roles_join(struct doc *doc, struct report *report);

#endif
