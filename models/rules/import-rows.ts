/*
 * One row of a clinic's file is a patient and, in a file of visits, one visit of that patient. A row is good or bad as a whole: a bad row is named
 * with the first mistake found and left out. Mistakes in the national code, the mobile, the sex or the amount are forgiven when the person
 * importing says so; the row then comes in without that value, as it does with an education the club has no word for. An empty cell is unknown, not wrong, except for the file number where the file has one, the
 * name, the day and the specialty. Patients are known by file number, else national code, else name with mobile or birth.
 */
import { toLatinDigits } from '../persian/digits.js';
import { displayName } from '../persian/text-keys.js';
import {
  readAmount,
  readBirth,
  readDay,
  readEducation,
  readIdentityCode,
  readMobile,
  readNationalCode,
  readSex,
  readTime,
  sourceOf,
  type Today,
} from './import-cells.js';
import type { ImportField } from './import-columns.js';
import type { ImportPlan } from './import-map.js';
import { remembered } from './remembered.js';

export interface ImportedPatient {
  fileNumber: string | null;
  firstName: string;
  lastName: string;
  nationalCode: string | null;
  mobile: string | null;
  sex: 'f' | 'm' | null;
  birthOn: string | null;
  birthIsEstimated: boolean;
  education: string | null;
  area: string | null;
  source: string | null;
}

export interface ImportedVisit {
  visitedOn: string;
  /** HH:MM, or null when the file does not tell. */
  time: string | null;
  specialty: string;
  service: string | null;
  illnessCode: string | null;
  illnessName: string | null;
  physician: string | null;
  amountRial: number | null;
  visitNumber: string | null;
}

export interface Fault {
  /** The header of the column, or null when the row as a whole is wrong. */
  column: string | null;
  reason: string;
}
export type RowAnswer = { ok: true; patient: ImportedPatient; visit: ImportedVisit | null; forgiven: Fault[] } | ({ ok: false } & Fault);

const shown = remembered(displayName);

const LONGEST = {
  file_number: 40,
  first_name: 60,
  last_name: 60,
  area: 80,
  source: 40,
  specialty: 120,
  service: 120,
  illness_code: 20,
  illness_name: 200,
  physician: 120,
  visit_number: 40,
} as const satisfies Partial<Record<ImportField, number>>;

/** What the club only keeps in words of its own; other words are as good as none. */
const ALWAYS_FORGIVEN: ReadonlySet<ImportField> = new Set(['education']);

/** A row of the file as a patient and a visit, or the first mistake that keeps it out. `today` is the clinic's day and time of the import. */
export function readRow(plan: ImportPlan, cells: readonly string[], today: Today): RowAnswer {
  const row = new Row(plan, cells);
  if (cells.slice(plan.header.length).some((cell) => cell !== '')) row.fail(null, 'more-cells-than-columns');
  const fileNumber = row.fileNumber();
  const name = row.name();
  const nationalCode = row.read('national_code', readNationalCode);
  const mobile = row.read('mobile', readMobile);
  const sex = row.read('sex', readSex);
  const education = row.read('education', readEducation);
  const area = row.text('area');
  const source = row.text('source');
  const visit = plan.hasVisits ? readVisit(row, plan, today) : null;
  const birth = readBirth(row.birthCells(), visit?.visitedOn ?? null, today);
  if (!birth.ok) row.fail(birth.field, birth.reason);
  const { birthOn, birthIsEstimated } = birth.ok ? birth.value : { birthOn: null, birthIsEstimated: false };
  if (!fileNumber && !nationalCode && !mobile && !birthOn) row.fail(null, 'nothing-to-know-the-patient-by');
  const mistake = row.mistakes[0];
  if (mistake) return { ok: false, ...mistake };
  return {
    ok: true,
    patient: {
      fileNumber,
      ...name,
      nationalCode,
      mobile,
      sex,
      birthOn,
      birthIsEstimated,
      education,
      area,
      source: source && sourceOf(source),
    },
    visit,
    forgiven: row.forgiven,
  };
}

function readVisit(row: Row, plan: ImportPlan, today: Today): ImportedVisit | null {
  const dayField =
    plan.places.has('visited_on') && (row.cell('visited_on') !== '' || !plan.places.has('day_number')) ? 'visited_on' : 'day_number';
  const when = readDay(dayField, row.cell(dayField), plan.dayZero);
  if (!when.ok) {
    row.fail(dayField, when.reason);
    return null;
  }
  const time = row.read('time', readTime) ?? when.value.time;
  const { day: visitedOn } = when.value;
  if (visitedOn > today.day || (visitedOn === today.day && time !== null && time > today.time)) row.fail(dayField, 'visit-in-the-future');
  const specialty = row.text('specialty') ?? plan.specialty;
  if (specialty === null) row.fail('specialty', 'no-specialty');
  return {
    visitedOn,
    time,
    specialty: specialty ?? '',
    service: row.text('service'),
    illnessCode: row.code('illness_code')?.toUpperCase() ?? null,
    illnessName: row.text('illness_name'),
    physician: row.text('physician'),
    amountRial: row.read('amount', (text) => readAmount(text, plan.amountUnit)),
    visitNumber: row.code('visit_number'),
  };
}

/** The cells of one row by field, and the mistakes found in them so far. */
class Row {
  readonly mistakes: Fault[] = [];
  readonly forgiven: Fault[] = [];

  constructor(
    private readonly plan: ImportPlan,
    private readonly cells: readonly string[],
  ) {}

  /** The text of a field, in the words that the map gives it; empty when the file has no such column. */
  cell(field: ImportField): string {
    const place = this.plan.places.get(field);
    const text = place === undefined ? '' : (this.cells[place] ?? '').trim();
    return this.plan.values.get(field)?.get(text) ?? text;
  }

  fail(field: ImportField | null, reason: string): void {
    const place = field === null ? undefined : this.plan.places.get(field);
    const fault = { column: place === undefined ? null : (this.plan.header[place] ?? null), reason };
    (field !== null && (ALWAYS_FORGIVEN.has(field) || this.plan.lenient.has(field)) ? this.forgiven : this.mistakes).push(fault);
  }

  read<T>(field: ImportField, reader: (text: string) => { ok: true; value: T | null } | { ok: false; reason: string }): T | null {
    const text = this.cell(field);
    if (text === '') return null;
    const answer = reader(text);
    if (answer.ok) return answer.value;
    this.fail(field, answer.reason);
    return null;
  }

  text(field: keyof typeof LONGEST): string | null {
    const text = shown(this.cell(field));
    if (text.includes('\ufffd')) this.fail(field, 'letters-unreadable');
    else if (text.length > LONGEST[field]) this.fail(field, 'text-too-long');
    return text === '' ? null : text;
  }

  code(field: 'illness_code' | 'visit_number' | 'file_number'): string | null {
    const text = this.text(field);
    return text === null ? null : readIdentityCode(text);
  }

  fileNumber(): string | null {
    const fileNumber = this.code('file_number');
    if (fileNumber === null && this.plan.places.has('file_number')) this.fail('file_number', 'no-file-number');
    return fileNumber;
  }

  name(): { firstName: string; lastName: string } {
    const name = this.plan.places.has('full_name')
      ? this.fullName()
      : { firstName: this.text('first_name'), lastName: this.text('last_name') };
    const firstName = name.firstName ?? '';
    const lastName = name.lastName ?? '';
    if (this.plan.hasName && !/\p{L}/u.test(`${firstName}${lastName}`)) this.fail(this.nameField(), 'no-name');
    return { firstName, lastName };
  }

  birthCells(): { birthOn: string; birthYear: string; age: string } {
    return { birthOn: this.cell('birth_on'), birthYear: this.cell('birth_year'), age: toLatinDigits(this.cell('age')) };
  }

  /** A comma says that the family is named first; without a comma the first word is the given name and the rest the family's. */
  private fullName(): { firstName: string | null; lastName: string | null } {
    const full = displayName(this.cell('full_name'));
    const [family, given] = full.split(/[,\u060c]/).map((part) => part.trim());
    if (given) return { firstName: given, lastName: family ?? null };
    const [first = '', ...rest] = full.split(' ');
    const name = rest.length > 0 ? { firstName: first, lastName: rest.join(' ') } : { firstName: null, lastName: first };
    if (full.includes('\ufffd')) this.fail('full_name', 'letters-unreadable');
    else if (Math.max(first.length, rest.join(' ').length) > LONGEST.last_name) this.fail('full_name', 'text-too-long');
    return name;
  }

  private nameField(): ImportField {
    return (['last_name', 'full_name', 'first_name'] as const).find((field) => this.plan.places.has(field)) ?? 'last_name';
  }
}
