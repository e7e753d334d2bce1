/** The Jalali months, Farvardin first, in Persian. */
export const MONTHS_FA = ['فروردین', 'اردیبهشت', 'خرداد', 'تیر', 'مرداد', 'شهریور', 'مهر', 'آبان', 'آذر', 'دی', 'بهمن', 'اسفند'] as const;
/** The Jalali months, Farvardin first, in Latin letters. */
export const MONTHS_EN = [
  'Farvardin',
  'Ordibehesht',
  'Khordad',
  'Tir',
  'Mordad',
  'Shahrivar',
  'Mehr',
  'Aban',
  'Azar',
  'Dey',
  'Bahman',
  'Esfand',
] as const;
/** The days of the week, Saturday first, in Persian. */
export const WEEKDAYS_FA = ['شنبه', 'یکشنبه', 'دوشنبه', 'سه‌شنبه', 'چهارشنبه', 'پنجشنبه', 'جمعه'] as const;
/** The days of the week, Saturday first, in English. */
export const WEEKDAYS_EN = ['Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
/** The seasons by Jalali month, spring first, in Persian. */
export const SEASONS_FA = ['بهار', 'تابستان', 'پاییز', 'زمستان'] as const;
/** The seasons by Jalali month, spring first, in English. */
export const SEASONS_EN = ['Spring', 'Summer', 'Autumn', 'Winter'] as const;
