/*
 * The words of Persian desk programs, as their files write them: the headers of columns, and what stands in the cells of those with few answers.
 * Spelling does not matter (letters and digits are folded before they are compared); a word that is missing here is asked of the person importing.
 */

/** What columns are called, Persian and English, by what they hold. */
export const HEADER_WORDS = {
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
} as const;

/** Units of money in a header. */
export const UNIT_WORDS = { rial: ['ریال', 'rial', 'irr'], toman: ['تومان', 'تومن', 'toman'] } as const;

export const SEX_WORDS = {
  f: ['زن', 'خانم', 'بانو', 'دختر', 'مونث', 'f', 'female', 'woman', 'girl'],
  m: ['مرد', 'آقا', 'پسر', 'مذکر', 'm', 'male', 'man', 'boy'],
} as const;

export const EDUCATION_WORDS = {
  illiterate: ['بی‌سواد', 'بیسواد', 'illiterate', 'none'],
  'below-diploma': ['زیر دیپلم', 'سیکل', 'ابتدایی', 'راهنمایی', 'below diploma', 'primary', 'secondary'],
  diploma: ['دیپلم', 'diploma', 'high school'],
  associate: ['کاردانی', 'فوق دیپلم', 'associate'],
  bachelor: ['کارشناسی', 'لیسانس', 'bachelor', 'university'],
  master: ['کارشناسی ارشد و بالاتر', 'کارشناسی ارشد', 'ارشد', 'فوق لیسانس', 'دکتری', 'دکترا', 'دکترای تخصصی', 'master', 'phd', 'doctorate'],
} as const;

export const SOURCE_WORDS = {
  referral: ['معرفی بیماران', 'معرفی', 'معرفی دوستان', 'معرفی آشنایان', 'دوستان', 'آشنایان', 'referral', 'friend'],
  instagram: ['اینستاگرام', 'اینستا', 'instagram'],
  'web-search': ['جست‌وجوی اینترنتی', 'جستجوی اینترنتی', 'اینترنت', 'گوگل', 'سایت', 'google', 'web', 'web search', 'internet'],
  'walk-in': ['عبوری', 'گذری', 'walk in'],
  insurance: ['بیمه', 'insurance'],
  physician: ['پزشک', 'ارجاع پزشک', 'معرفی پزشک', 'physician', 'doctor'],
  other: ['سایر', 'دیگر', 'other'],
} as const;
