import type { Db } from '../../models/database.js';
import { forgetRuns } from '../../models/job-book.js';
import { oldestOpening } from '../../models/rules/member-access.js';

const DAY_MS = 86_400_000;
const DONE_RUNS_KEPT_DAYS = 7;
const OTHER_RUNS_KEPT_DAYS = 90;

/** Throws away sessions (of staff and of patients' pages), codes and set-up links that have ended, runs that went well a week ago, and other runs after ninety days. */
export async function cleanSessions({ db, asOf }: { db: Db; asOf: Date }): Promise<{ sessions: number; links: number; runs: number }> {
  const daysAgo = (days: number): Date => new Date(asOf.getTime() - days * DAY_MS);
  const sessions = await db.execute('DELETE FROM sessions WHERE expires < :asOf RETURNING sid', { asOf });
  const links = await db.execute('DELETE FROM setup_links WHERE expires_at < :asOf RETURNING id', { asOf });
  const pages = await db.execute('DELETE FROM member_sessions WHERE clinic_id > 0 AND began_at < :before RETURNING id', {
    before: oldestOpening(asOf),
  });
  await db.execute('DELETE FROM member_codes WHERE clinic_id > 0 AND expires_at < :before', { before: daysAgo(1) });
  const runs = await forgetRuns(db, { doneBefore: daysAgo(DONE_RUNS_KEPT_DAYS), allBefore: daysAgo(OTHER_RUNS_KEPT_DAYS) });
  return { sessions: sessions.length + pages.length, links: links.length, runs };
}
