import type { Locale } from '../locale.js';
import type { catalogue } from '../reports/catalogue-report.js';

type Lists = Awaited<ReturnType<typeof catalogue>>;
type Typed = Record<string, string | string[]>;

/** Which form of the page came back with mistakes: a list, the entry it changes (or null for a new one), and what was typed. */
export interface OpenForm {
  list: string;
  id: number | null;
  specialtyId: number | null;
  typed: Typed;
}

/** The clinic's lists as the manager's page shows them. */
export function catalogueView(
  { specialties, physicians, illnesses }: Lists,
  staff: readonly { id: number; displayName: string }[],
  open: OpenForm | null,
  { t, fmt }: Locale,
): object {
  const none = (key: string) => ({ value: '', label: t(key) });
  return {
    open,
    specialties: specialties.map(({ id, name, isArchived, services }) => ({
      id,
      name,
      isArchived: isArchived === 1,
      services: services.map((service) => ({
        id: service.id,
        name: service.name,
        isArchived: service.isArchived === 1,
        amount: service.amountRial === null ? '' : fmt.toman(service.amountRial),
        amountRial: service.amountRial === null ? '' : fmt.number(service.amountRial / 10),
      })),
    })),
    physicians: physicians.map((physician) => ({ ...physician, isArchived: physician.isArchived === 1 })),
    illnesses: illnesses.map((illness) => ({ ...illness, isArchived: illness.isArchived === 1 })),
    specialtyOptions: [
      none('catalogue:none'),
      ...specialties.filter((each) => each.isArchived === 0).map(({ id, name }) => ({ value: id, label: name })),
    ],
    staffOptions: [none('catalogue:physicians.noStaffMember'), ...staff.map(({ id, displayName }) => ({ value: id, label: displayName }))],
  };
}
