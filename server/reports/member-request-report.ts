import type { Db } from '../../models/database.js';

export interface ListedRequest {
  id: number;
  kind: string;
  text: string;
  madeAt: Date;
  state: string;
  answer: string | null;
  settledAt: Date | null;
  settledBy: string | null;
  patientId: number;
  firstName: string;
  lastName: string;
  mobile: string | null;
  memberNumber: number;
  appointmentId: number | null;
  startsAt: Date | null;
}

/** What patients asked of the desk: open ones, the oldest first, or settled ones, the newest first. One statement. */
export async function memberRequests(
  db: Db,
  { clinicId, show, older, pageSize }: { clinicId: number; show: 'open' | 'settled'; older: number | null; pageSize: number },
): Promise<{ requests: ListedRequest[]; olderThan: number | null }> {
  const isOpen = show === 'open';
  const rows = await db.select<ListedRequest>(
    `SELECT r.id, r.kind, r.text, r.made_at AS "madeAt", r.state, r.answer, r.settled_at AS "settledAt", s.display_name AS "settledBy",
       p.id AS "patientId", p.first_name AS "firstName", p.last_name AS "lastName", p.mobile, p.member_number AS "memberNumber",
       r.appointment_id AS "appointmentId", a.starts_at AS "startsAt"
     FROM member_requests r JOIN patients p ON p.id = r.patient_id AND p.clinic_id = r.clinic_id
     LEFT JOIN staff_members s ON s.id = r.settled_by AND s.clinic_id = r.clinic_id
     LEFT JOIN appointments a ON a.id = r.appointment_id AND a.clinic_id = r.clinic_id
     WHERE r.clinic_id = :clinicId AND ${isOpen ? `r.state = 'open'` : `r.state <> 'open'`}
       ${older === null ? '' : isOpen ? 'AND r.id > :older' : 'AND r.id < :older'}
     ORDER BY r.id ${isOpen ? 'ASC' : 'DESC'} LIMIT :limit`,
    { clinicId, older, limit: pageSize + 1 },
  );
  const requests = rows.slice(0, pageSize);
  return { requests, olderThan: rows.length > pageSize ? (requests.at(-1)?.id ?? null) : null };
}

/** How many requests of patients wait for the desk. One statement. */
export async function openRequestCount(db: Db, clinicId: number): Promise<number> {
  const [row] = await db.select<{ n: number }>(`SELECT COUNT(*) AS n FROM member_requests WHERE clinic_id = :clinicId AND state = 'open'`, {
    clinicId,
  });
  return Number(row?.n ?? 0);
}
