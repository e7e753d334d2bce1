/*
 * Ages are shown in six bands, in full Jalali years: children to 11, youths to 19, then 34, 49, 64, and everybody older.
 */
export const AGE_BANDS = [
  { key: '0-11', from: 0 },
  { key: '12-19', from: 12 },
  { key: '20-34', from: 20 },
  { key: '35-49', from: 35 },
  { key: '50-64', from: 50 },
  { key: '65-up', from: 65 },
] as const;
