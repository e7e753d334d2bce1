import { maskNationalCode } from '../../models/persian/national-code.js';
import { compareFiles, type Comparison } from '../../models/rules/duplicates.js';
import { MERGE_FIELDS, openChoices, type FactsOfFile } from '../../models/rules/merge-fields.js';
import type { Locale } from '../locale.js';
import type { DuplicatesFound, FileBeside, MergeMade } from '../reports/duplicate-report.js';
import { fullName, shownMobile, shownSource } from './patient-presenter.js';

/** Why two files may be one person, and what speaks against it, in words. */
const reasonsOf = ({ pros, cons }: Comparison, { t }: Locale): object => ({
  pros: pros.map((key) => t(`duplicates:why.${key}`)),
  cons: cons.map((key) => t(`duplicates:why.${key}`)),
});

/** The page of files that may be one person. */
export function duplicatesView({ pairs, before }: DuplicatesFound, merges: readonly MergeMade[], isLater: boolean, locale: Locale): object {
  const { t, fmt } = locale;
  return {
    pairs: pairs.map(({ one, other, comparison }) => ({
      one: one.id,
      other: other.id,
      files: [other, one].map((file) => briefFile(file, locale)),
      ...reasonsOf(comparison, locale),
      mergeHref: `/merges/new?one=${String(other.id)}&other=${String(one.id)}`,
    })),
    nextHref: before === null ? null : `/duplicates?before=${String(before)}`,
    firstHref: isLater ? '/duplicates' : null,
    emptyText: t(before === null ? 'duplicates:emptyText' : 'duplicates:emptySoFar'),
    merges: merges.map((merge) => ({
      id: merge.id,
      keptId: merge.keptId,
      name: fullName(merge),
      numbers: t('duplicates:merged.numbers', { kept: fmt.digits(merge.memberNumber), merged: fmt.digits(merge.mergedNumber) }),
      when: fmt.instant(merge.mergedAt),
      by: merge.mergedBy ?? '',
      isUndone: merge.undoneAt !== null,
    })),
  };
}

function briefFile(file: FileBeside, locale: Locale): object {
  const { t, fmt } = locale;
  const facts = shownFacts(file, locale);
  return {
    id: file.id,
    name: fullName(file),
    memberNumber: fmt.digits(file.memberNumber),
    facts: (['birth', 'mobile', 'nationalCode', 'sex'] as const).map((field) => ({
      label: t(`patients:field.${field}`),
      value: facts[field] || t('patients:unknown'),
      isKnown: facts[field] !== '',
      isLtr: field !== 'birth' && field !== 'sex' && facts[field] !== '',
    })),
    visits: t('duplicates:visits', { count: file.visitCount }),
    enrolled: t('duplicates:enrolled', { on: fmt.day(file.enrolledAt) }),
  };
}

/** Two files beside each other, fact by fact, with what has to be chosen. */
export function mergeView(one: FileBeside, other: FileBeside, typed: Readonly<Record<string, string | string[]>>, locale: Locale): object {
  const { t, fmt } = locale;
  const shown = [shownFacts(one, locale), shownFacts(other, locale)] as const;
  const open = new Set(openChoices(comparable(one), comparable(other)));
  const keep = typed['keep'] === 'other' ? 'other' : 'one';
  const comparison = compareFiles(one, other);
  return {
    one: one.id,
    other: other.id,
    keep,
    ...reasonsOf(comparison, locale),
    isDoubtful: !comparison.isLikely,
    hasTwoCodes: one.nationalCode !== null && other.nationalCode !== null && one.nationalCode !== other.nationalCode,
    sides: [one, other].map((file, i) => ({
      value: i === 0 ? 'one' : 'other',
      id: file.id,
      name: fullName(file),
      number: fmt.digits(file.memberNumber),
      visits: t('duplicates:visits', { count: file.visitCount }),
      enrolled: t('duplicates:enrolled', { on: fmt.day(file.enrolledAt) }),
    })),
    rows: MERGE_FIELDS.map((field) => ({
      field,
      label: t(`patients:field.${field}`),
      isOpen: open.has(field),
      chosen: typed[field] === 'one' || typed[field] === 'other' ? typed[field] : keep,
      values: shown.map((facts) => facts[field] || t('patients:unknown')),
      known: shown.map((facts) => facts[field] !== ''),
      isLtr: ['mobile', 'nationalCode', 'fileNumber'].includes(field),
    })).filter(({ known }) => known.some(Boolean)),
  };
}

/** The facts as the merge compares them. */
function comparable(file: FileBeside): FactsOfFile {
  const { mobile, nationalCode, birthOn, birthIsEstimated, sex, education, area, source, fileNumber } = file;
  const birth = birthOn === null ? null : `${birthOn}${birthIsEstimated ? '?' : ''}`;
  return { name: fullName(file), mobile, nationalCode, birth, sex, education, area, source, fileNumber };
}

function shownFacts(file: FileBeside, locale: Locale): Record<keyof FactsOfFile, string> {
  const { t, fmt } = locale;
  const { birthOn, birthIsEstimated, sex, education } = file;
  const year = birthOn === null ? '' : fmt.digits(fmt.day(birthOn).slice(0, 4));
  return {
    name: fullName(file),
    mobile: shownMobile(file.mobile, locale),
    nationalCode: file.nationalCode ? fmt.digits(maskNationalCode(file.nationalCode)) : '',
    birth: birthOn === null ? '' : birthIsEstimated ? t('patients:birthAbout', { year }) : fmt.day(birthOn),
    sex: sex ? t(`patients:sex.${sex}`) : '',
    education: education ? t(`patients:education.${education}`) : '',
    area: fmt.digits(file.area ?? ''),
    source: shownSource(file.source, locale),
    fileNumber: fmt.digits(file.fileNumber ?? ''),
  };
}
