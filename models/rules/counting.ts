/*
 * Which visits count. A visit counts toward a tier rule when it was attended, belongs to the rule's specialty (or the rule is for the
 * whole clinic), and is the first of that patient and that specialty on that day (Asia/Tehran). So two visits to the same specialty on
 * one day count once; two visits to two specialties on one day count twice under a clinic-wide rule.
 */

/** A visit that happened and was not deleted: its specialty and its day in Tehran. */
export interface AttendedVisit {
  specialtyId: number;
  visitedOn: string;
}

/** The visits of one patient that count, one for each specialty and day, oldest first. */
export function countedVisits(visits: readonly AttendedVisit[]): readonly AttendedVisit[] {
  if (visits.every((visit, i) => i === 0 || order(visits[i - 1] ?? visit, visit) < 0)) return visits;
  const inOrder = [...visits].sort(order);
  return inOrder.filter((visit, i) => {
    const before = inOrder[i - 1];
    return before?.visitedOn !== visit.visitedOn || before.specialtyId !== visit.specialtyId;
  });
}

/** The days that count toward a rule, oldest first; a day stands twice when two specialties count on it. Null asks for the whole clinic. */
export function countedDays(counted: readonly AttendedVisit[], specialtyId: number | null): string[] {
  return counted.filter((visit) => specialtyId === null || visit.specialtyId === specialtyId).map((visit) => visit.visitedOn);
}

const order = (a: AttendedVisit, b: AttendedVisit): number => compare(a.visitedOn, b.visitedOn) || a.specialtyId - b.specialtyId;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
