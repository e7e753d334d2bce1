import { instantOf } from '../../models/persian/tehran-time.js';
import { enrollPatient } from '../actions/enroll-patient.js';
import { recordVisits } from '../actions/record-visits.js';
import type { VisitFacts } from '../actions/visit-facts.js';
import type { Attendance } from './attendance.js';
import type { OpenedClinic } from './opening.js';
import type { Person } from './people.js';
import type { Referrers } from './referrals.js';

const MINUTE_MS = 60_000;

/** The desk of the story: knows under which id each person of the story was enrolled. */
export class Desk {
  readonly #ids = new Map<number, number>();

  constructor(
    private readonly open: OpenedClinic,
    private readonly people: readonly Person[],
    private readonly referrers: Referrers,
  ) {}

  /** The id of a person who is enrolled, else null. */
  idOf(person: number): number | null {
    return this.#ids.get(person) ?? null;
  }

  /** Enrolls a person at an instant; who is enrolled already stays as they are. */
  async enroll(person: number, asOf: Date): Promise<number> {
    const known = this.#ids.get(person);
    if (known !== undefined) return known;
    const told = this.people[person];
    if (!told) throw new RangeError(`nobody is number ${String(person)} of the story`);
    const { firstName, lastName, mobile, nationalCode, sex, birthOn, education, area, source, consents } = told;
    const facts = {
      firstName,
      lastName,
      mobile,
      nationalCode,
      sex,
      birthOn,
      birthIsEstimated: false,
      education,
      area,
      source,
      fileNumber: null,
    };
    const brought = await this.referrers.codeFor(told);
    const enrolled = await enrollPatient({
      db: this.open.db,
      clinic: this.open.clinic,
      actor: this.open.staff.receptionist,
      form: { ...facts, consents: [...consents], submissionKey: `demo-person-${String(person)}`, anyway: 'yes', ...brought },
      asOf,
    });
    if (!enrolled.ok) throw new Error(`person ${String(person)} was not enrolled: ${enrolled.reason}`);
    const id = Number(enrolled.patient.id);
    this.#ids.set(person, id);
    this.referrers.note(told, id);
    return id;
  }

  /** Records a list of visits at an instant after them; newcomers are enrolled a few minutes before their first. */
  async receive(visits: readonly Attendance[], asOf: Date): Promise<void> {
    const rows: (VisitFacts & { patientId: number })[] = [];
    for (const visit of visits) {
      const facts = factsOf(visit, this.open);
      const patientId = await this.enroll(visit.person, new Date(facts.visitedAt.getTime() - 4 * MINUTE_MS));
      rows.push({ ...facts, patientId });
    }
    await recordVisits({ db: this.open.db, clinic: this.open.clinic, actor: this.open.staff.receptionist, asOf, visits: rows });
  }
}

/** A visit of the story in the words of the clinic's lists. */
export function factsOf(visit: Attendance, { lists }: OpenedClinic): VisitFacts {
  const { specialty, illness, service, physician, amountRial, day, time } = visit;
  return {
    specialtyId: lists.specialty(specialty.name),
    serviceId: lists.service(specialty.name, service),
    illnessId: lists.illness(illness.code),
    physicianId: lists.physician(physician),
    amountRial,
    visitedAt: instantOf(day, time),
    visitedOn: day,
    hasTime: true,
    note: null,
  };
}
