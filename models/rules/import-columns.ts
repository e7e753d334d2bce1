/*
 * A clinic's file names its columns in its own words. A header is compared with the words known for each field, letters and digits folded:
 * the same word wins over a word that only contains it, and every field is given to one column. What is not recognised is left out until a person says
 * what it is. The unit of money is taken from the header where it stands there («مبلغ (ریال)»).
 */
import { searchKey } from '../persian/text-keys.js';

export const IMPORT_FIELDS = [
  'file_number',
  'first_name',
  'last_name',
  'full_name',
  'national_code',
  'mobile',
  'sex',
  'birth_on',
  'birth_year',
  'age',
  'education',
  'area',
  'source',
  'visited_on',
  'day_number',
  'time',
  'specialty',
  'service',
  'illness_code',
  'illness_name',
  'physician',
  'amount',
  'visit_number',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];
export type AmountUnit = 'rial' | 'toman';

/** The words under which desk programs list each field, Persian and English. */
const WORDS: Record<ImportField, readonly string[]> = {
  file_number: [
    'شماره پرونده',
    'کد پرونده',
    'پرونده',
    'شماره بیمار',
    'کد بیمار',
    'file number',
    'file no',
    'file',
    'patient id',
    'subject id',
    'record number',
    'mrn',
  ],
  first_name: ['نام', 'نام کوچک', 'اسم', 'first name', 'given name', 'fake first name', 'fname', 'name'],
  last_name: ['نام خانوادگی', 'فامیلی', 'فامیل', 'نام فامیل', 'شهرت', 'last name', 'family name', 'surname', 'fake last name', 'lname'],
  full_name: [
    'نام و نام خانوادگی',
    'نام ونام خانوادگی',
    'نام کامل',
    'نام بیمار',
    'نام مراجع',
    'بیمار',
    'full name',
    'patient name',
    'patient',
  ],
  national_code: ['کد ملی', 'کدملی', 'شماره ملی', 'کد ملی بیمار', 'national code', 'national id', 'ssn', 'melli code'],
  mobile: [
    'موبایل',
    'تلفن همراه',
    'شماره موبایل',
    'شماره همراه',
    'همراه',
    'شماره تماس',
    'تلفن',
    'تلفن تماس',
    'mobile',
    'cell',
    'cell phone',
    'phone',
    'phone number',
    'mobile number',
    'tel',
  ],
  sex: ['جنسیت', 'جنس', 'sex', 'gender'],
  birth_on: ['تاریخ تولد', 'تولد', 'متولد', 'birth date', 'date of birth', 'birthday', 'dob', 'birth on'],
  birth_year: ['سال تولد', 'birth year', 'year of birth', 'yob'],
  age: ['سن', 'سن بیمار', 'age'],
  education: ['تحصیلات', 'میزان تحصیلات', 'سطح تحصیلات', 'مدرک', 'مدرک تحصیلی', 'education', 'education level'],
  area: ['منطقه', 'محله', 'ناحیه', 'شهر', 'محل سکونت', 'منطقه سکونت', 'area', 'district', 'city', 'region'],
  source: ['نحوه آشنایی', 'طریقه آشنایی', 'معرف', 'منبع', 'شیوه آشنایی', 'source', 'referral source', 'how heard'],
  visited_on: [
    'تاریخ مراجعه',
    'تاریخ ویزیت',
    'تاریخ',
    'تاریخ پذیرش',
    'تاریخ خدمت',
    'روز مراجعه',
    'visit date',
    'date',
    'visited on',
    'date of visit',
    'admission date',
    'appointment date',
  ],
  day_number: ['شماره روز', 'روز چندم', 'day number', 'day no', 'pan day', 'study day', 'day'],
  time: ['ساعت', 'ساعت مراجعه', 'زمان', 'ساعت پذیرش', 'ساعت ویزیت', 'time', 'visit time', 'hour'],
  specialty: ['تخصص', 'بخش', 'کلینیک', 'درمانگاه', 'گروه', 'specialty', 'speciality', 'department', 'ward', 'clinic', 'clinic name'],
  service: ['خدمت', 'خدمات', 'نوع خدمت', 'شرح خدمت', 'نام خدمت', 'نوع مراجعه', 'service', 'procedure', 'treatment', 'result'],
  illness_code: ['کد بیماری', 'کد تشخیص', 'آی سی دی', 'کد icd', 'icd', 'icd10', 'icd code', 'diagnosis code', 'illness code'],
  illness_name: ['بیماری', 'نام بیماری', 'تشخیص', 'علت مراجعه', 'diagnosis', 'illness', 'disease', 'condition'],
  physician: ['پزشک', 'نام پزشک', 'دکتر', 'پزشک معالج', 'physician', 'doctor', 'provider', 'physician name'],
  amount: ['مبلغ', 'هزینه', 'مبلغ پرداختی', 'پرداختی', 'مبلغ کل', 'دریافتی', 'amount', 'price', 'fee', 'paid', 'cost', 'total'],
  visit_number: [
    'شماره مراجعه',
    'شماره پذیرش',
    'شماره قبض',
    'شماره فاکتور',
    'کد مراجعه',
    'visit number',
    'visit id',
    'receipt number',
    'invoice number',
    'encounter id',
  ],
};
const UNIT_MARKS = /\(.*?\)|（.*?）|\[.*?\]/g;

/** The field each header most likely means, by header; headers that mean none are absent. Every field is given at most once. */
export function guessColumns(headers: readonly string[]): Map<string, ImportField> {
  const candidates = headers.flatMap((header, place) =>
    IMPORT_FIELDS.map((field) => ({ header, place, field, score: likeness(header, field) })),
  );
  const ranked = candidates.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score || a.place - b.place);
  const guessed = new Map<string, ImportField>();
  const given = new Set<ImportField>();
  for (const { header, field } of ranked) {
    const isWhole = field === 'full_name' && (given.has('first_name') || given.has('last_name'));
    if (guessed.has(header) || given.has(field) || isWhole) continue;
    guessed.set(header, field);
    given.add(field);
  }
  return guessed;
}

/** The unit of money that a header names, or null when it names none. */
export function amountUnitIn(header: string): AmountUnit | null {
  const key = searchKey(header);
  if (/ریال|rial|irr/.test(key)) return 'rial';
  return /تومان|تومن|toman/.test(key) ? 'toman' : null;
}

/** A single Latin word such as "date" or "patient" stands in too many other headers to be trusted inside one. */
const isTrustedInside = (word: string) => !/^[a-z0-9]+$/i.test(word) && searchKey(word).length >= 4;
const KEYS_OF = new Map(
  IMPORT_FIELDS.map((field) => [field, WORDS[field].map((word) => ({ key: searchKey(word), inside: isTrustedInside(word) }))]),
);

/** 1,000 for the very word; below that the length of the longest word of the field that the header contains. */
function likeness(header: string, field: ImportField): number {
  const key = searchKey(header.replace(UNIT_MARKS, ' ')) || searchKey(header);
  const words = KEYS_OF.get(field) ?? [];
  if (words.some((word) => word.key === key)) return 1000;
  return Math.max(0, ...words.filter((word) => word.inside && key.includes(word.key)).map((word) => word.key.length));
}
