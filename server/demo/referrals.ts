import { addDays } from '../../models/persian/jalali.js';
import { instantOf } from '../../models/persian/tehran-time.js';
import { referralCodeOf } from '../../models/referral-book.js';
import type { ReferralWay } from '../../models/rules/referrals.js';
import { countOpening } from '../actions/count-opening.js';
import { enrollPatient } from '../actions/enroll-patient.js';
import { keepApart } from '../actions/keep-apart.js';
import { mergePatients } from '../actions/merge-patients.js';
import type { Agenda } from './agenda.js';
import type { Chance } from './chance.js';
import type { Desk } from './desk.js';
import type { OpenedClinic } from './opening.js';
import type { Person } from './people.js';

/** Who in the story names the member who brought them. */
export class Referrers {
  readonly #enrolled: { person: Person; id: number }[] = [];

  constructor(
    private readonly open: OpenedClinic,
    private readonly chance: Chance,
  ) {}

  /** What the newcomer says at the desk: the code of a member who came before, or nothing. Some members bring many. */
  async codeFor(person: Person): Promise<{ referral: string; referralVia: ReferralWay } | null> {
    const says = person.source === 'referral' && this.chance.happens(0.4);
    const place = Math.floor(this.chance.next() ** 2.2 * this.#enrolled.length);
    const isByLink = this.chance.happens(0.35);
    const referrer = this.#enrolled[place];
    if (!says || !referrer || referrer.person.mobile === person.mobile) return null;
    const { db, clinic } = this.open;
    const referral = await referralCodeOf(db, { clinicId: clinic.id, patientId: referrer.id });
    if (isByLink) await countOpening({ db, code: referral });
    return { referral, referralVia: isByLink ? 'link' : 'desk' };
  }

  /** From now on this person can bring others. */
  note(person: Person, id: number): void {
    this.#enrolled.push({ person, id });
  }
}

interface Told {
  open: OpenedClinic;
  agenda: Agenda;
  desk: Desk;
  chance: Chance;
  people: readonly Person[];
  today: string;
}

const [PERSIAN_YE, ARABIC_YE] = [String.fromCodePoint(0x6cc), String.fromCodePoint(0x64a)];

/** How a name comes out when a file is opened a second time. */
const SLIPS: readonly ((person: Person) => Pick<Person, 'firstName' | 'lastName'>)[] = [
  ({ firstName, lastName }) => ({ firstName: firstName.replace(/(.)$/u, '$1$1'), lastName }),
  ({ firstName, lastName }) => ({ firstName, lastName: lastName.replaceAll(PERSIAN_YE, ARABIC_YE) }),
  ({ firstName, lastName }) => ({ firstName, lastName }),
];
const FEWEST_TWICE = 3;
const PEOPLE_FOR_ONE = 200;

/** Some patients are put on file twice in the last weeks; the manager merges one pair and says of another that it is two people. */
export function planFilesTwice(told: Told): void {
  const { open, agenda, desk, chance, people, today } = told;
  const pairs: [number, number][] = [];
  const filesTwice = Math.max(FEWEST_TWICE, Math.round(people.length / PEOPLE_FOR_ONE));
  for (let i = 0; i < filesTwice; i++) {
    const asked = chance.whole(0, people.length - 1);
    const day = addDays(today, -chance.whole(3, 40));
    agenda.desk(instantOf(day, '12:40'), async (asOf) => {
      const found = people.findIndex(
        (person, n) => n >= asked && desk.idOf(n) !== null && person.mobile !== null && person.birthOn !== null,
      );
      const person = people[found];
      const slip = SLIPS[i % SLIPS.length];
      if (!person || !slip) return;
      const { mobile, sex, birthOn, education } = person;
      const facts = {
        mobile,
        sex,
        birthOn,
        education,
        birthIsEstimated: false,
        nationalCode: null,
        area: null,
        source: null,
        fileNumber: null,
      };
      const form = { ...facts, ...slip(person), consents: [], submissionKey: `demo-file-twice-${String(i)}`, anyway: 'yes' as const };
      const enrolled = await enrollPatient({ db: open.db, clinic: open.clinic, actor: open.staff.receptionist, form, asOf });
      if (!enrolled.ok) throw new Error(`a second file was not opened: ${enrolled.reason}`);
      pairs.push([desk.idOf(found) ?? 0, Number(enrolled.patient.id)]);
    });
  }
  agenda.desk(instantOf(addDays(today, -2), '16:05'), async (asOf) => {
    const asked = { db: open.db, clinic: open.clinic, actor: open.staff.manager, asOf };
    const [merged, apart] = pairs;
    if (merged) await mergePatients({ ...asked, form: { keptId: merged[0], mergedId: merged[1], chosen: new Set() } });
    if (apart) await keepApart({ ...asked, form: { one: apart[0], other: apart[1] } });
  });
}
