import { expect } from 'chai';
import { amountUnitIn, guessColumns } from '../../../models/rules/import-columns.js';

const guessed = (...headers: string[]) => Object.fromEntries(guessColumns(headers));

describe('guessing the columns of a file', () => {
  it('knows the headers of a Persian desk program, Arabic letters and spaces included', () => {
    expect(guessed('شماره پرونده', 'نام', 'نام خانوادگي', 'كد ملي', 'موبايل', 'جنسيت', 'تاريخ تولد', 'تحصيلات', 'منطقه')).to.deep.equal({
      'شماره پرونده': 'file_number',
      نام: 'first_name',
      'نام خانوادگي': 'last_name',
      'كد ملي': 'national_code',
      موبايل: 'mobile',
      جنسيت: 'sex',
      'تاريخ تولد': 'birth_on',
      تحصيلات: 'education',
      منطقه: 'area',
    });
    expect(guessed('نحوهٔ آشنایی', 'تاریخ مراجعه', 'ساعت', 'تخصص', 'پزشک', 'کد بیماری', 'خدمت', 'مبلغ (ریال)')).to.deep.equal({
      'نحوهٔ آشنایی': 'source',
      'تاریخ مراجعه': 'visited_on',
      ساعت: 'time',
      تخصص: 'specialty',
      پزشک: 'physician',
      'کد بیماری': 'illness_code',
      خدمت: 'service',
      'مبلغ (ریال)': 'amount',
    });
  });

  it('knows English headers in any spelling', () => {
    expect(guessed('File No.', 'FIRST_NAME', 'last-name', 'Date of Birth', 'visit date', 'Doctor', 'Fee (toman)')).to.deep.equal({
      'File No.': 'file_number',
      FIRST_NAME: 'first_name',
      'last-name': 'last_name',
      'Date of Birth': 'birth_on',
      'visit date': 'visited_on',
      Doctor: 'physician',
      'Fee (toman)': 'amount',
    });
  });

  it('tells the name of the patient from the given name and the family name', () => {
    expect(guessed('نام و نام خانوادگی', 'تلفن همراه')).to.deep.equal({ 'نام و نام خانوادگی': 'full_name', 'تلفن همراه': 'mobile' });
    expect(guessed('نام', 'نام خانوادگی', 'بیمار')).to.not.have.property('بیمار');
  });

  it('gives every field to one column, the one that says it best', () => {
    expect(guessed('تاریخ ثبت', 'تاریخ مراجعه')).to.deep.equal({ 'تاریخ مراجعه': 'visited_on' });
    expect(guessed('موبایل', 'تلفن')).to.deep.equal({ موبایل: 'mobile' });
  });

  it('leaves out what it does not know', () => {
    expect(guessed('توضیحات', 'patient_class', '__proto__', '')).to.deep.equal({});
  });

  it('takes the unit of money from the header', () => {
    expect(amountUnitIn('مبلغ (ريال)')).to.equal('rial');
    expect(amountUnitIn('هزینه به تومان')).to.equal('toman');
    expect(amountUnitIn('amount IRR')).to.equal('rial');
    expect(amountUnitIn('مبلغ')).to.equal(null);
  });
});
