import { icd10Codes } from '../reference/icd10.js';
import { hasText, type Locale } from '../locale.js';
import type { DimensionName } from '../analytics/dimensions.js';
import type { Place } from '../analytics/pivot.js';
import type { ClinicNames } from '../reports/analytics-frame.js';

/** Says values of dimensions, groups and numbers in the reader's language. */
export class AnalyticsWords {
  constructor(
    readonly locale: Locale,
    private readonly names: ClinicNames,
  ) {}

  /** What stands in a cell that must not be shown. */
  get hidden(): string {
    return this.locale.t('analytics:hidden');
  }

  /** A count, or the word for a hidden one. */
  count(n: number | null): string {
    return n === null ? this.hidden : this.locale.fmt.number(n);
  }

  /** A share as percent, or a dash where there is none. */
  share(share: number | null): string {
    return share === null ? '–' : this.locale.fmt.percent(share, share < 0.1 ? 1 : 0);
  }

  /** The name of a dimension: «سن». */
  dimension(name: DimensionName): string {
    return this.locale.t(`analytics:dimension.${name}`);
  }

  /** A value of a dimension: «۲۰ تا ۳۴ ساله», «بهار», «رینیت آلرژیک». */
  value(name: DimensionName, value: string): string {
    const { t, fmt } = this.locale;
    if (value === 'unknown') return t('analytics:unknown');
    if (value === 'rest') return t('analytics:rest');
    if (name === 'specialty') return fmt.digits(this.names.specialties.get(value) ?? value);
    if (name === 'illness') return fmt.digits(this.illness(value));
    if (name === 'chapter') return t(`icd10:chapters.${value}`);
    if (name === 'season') return fmt.seasonName(Number(value) * 3 + 1);
    if (name === 'weekday') return fmt.weekdayName(Number(value));
    if (name === 'year' || name === 'hour' || name === 'area') return fmt.digits(value);
    if (name === 'age') return t(`analytics:age.${value}`);
    if (name === 'tier') return t(`tiers:tier.${value}`);
    const key = `patients:${name}.${value}`;
    return fmt.digits(hasText(key) ? t(key) : value);
  }

  /** Who a group is: «زن، ۲۰ تا ۳۴ ساله»; the words for everybody when nothing is chosen. */
  group(place: Place): string {
    const { t } = this.locale;
    const parts = Object.entries(place).map(([name, value]) => this.inGroup(name as DimensionName, value));
    return parts.length === 0 ? t('analytics:everybody') : parts.join(t('analytics:comma'));
  }

  /** The choices of a filter for a form, the first being «همه». */
  options(name: DimensionName, values: readonly string[]): { value: string; label: string }[] {
    return [{ value: '', label: this.locale.t('analytics:all') }, ...values.map((value) => ({ value, label: this.value(name, value) }))];
  }

  private inGroup(name: DimensionName, value: string): string {
    if (value === 'unknown' || value === 'rest') return `${this.dimension(name)} ${this.value(name, value)}`;
    if (name === 'year') return this.locale.t('analytics:inYear', { year: this.value(name, value) });
    return this.value(name, value);
  }

  private illness(code: string): string {
    const own = this.names.illnesses.get(code);
    if (own) return own;
    const key = `icd10:codes.${code}`;
    return hasText(key) ? this.locale.t(key) : (icd10Codes()[code]?.[1] ?? code);
  }
}
