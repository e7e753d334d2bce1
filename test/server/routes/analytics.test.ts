import { expect } from 'chai';
import type { Role, TestClub, Visitor } from '../../support/app.js';
import { openTestClub } from '../../support/app.js';
import { livePast, plantedPast } from '../../support/clinic-past.js';

const PAGES = ['overview', 'demographics', 'seasons', 'hours', 'sources'] as const;

describe('GET /analytics', function () {
  this.timeout(120_000);
  let club: TestClub;
  let manager: Visitor;

  before(async () => {
    club = await openTestClub();
    await livePast(club.db, club.clinic, plantedPast(1200, 12_000));
    manager = await club.as('manager');
  });
  after(() => club.close());

  it('asks strangers to sign in and refuses receptionists and operators', async () => {
    for (const page of PAGES) expect((await club.signedOut().get(`/analytics/${page}`)).status).to.equal(303);
    for (const role of ['receptionist', 'operator'] satisfies Role[]) {
      const visitor = await club.as(role);
      for (const page of PAGES) expect((await visitor.get(`/analytics/${page}`)).status, `${role} ${page}`).to.equal(403);
      expect((await visitor.get('/analytics/demographics?format=csv')).status).to.equal(403);
    }
  });

  it('shows every dashboard to managers and physicians, whole without scripts', async () => {
    const physician = await club.as('physician');
    for (const visitor of [manager, physician]) {
      for (const page of PAGES) {
        const answer = await visitor.get(`/analytics/${page}`);
        expect(answer.status, page).to.equal(200);
        expect(answer.text, page).to.not.match(/NaN|Infinity|undefined|\[object|analytics:/);
        expect(answer.text, page).to.include('<table');
        expect(answer.text, page).to.not.match(/<script(?![^>]*(?:src=|application\/json))/);
      }
    }
  });

  it('says the same in English', async () => {
    for (const page of PAGES) {
      const answer = await manager.get(`/analytics/${page}?lang=en`);
      expect(answer.status, page).to.equal(200);
      const words = answer.text.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<bdi[\s\S]*?<\/bdi>/g, '');
      expect(words, page).to.not.match(/NaN|Infinity|undefined|analytics:/);
    }
  });

  it('prints the same numbers in chart, table and spreadsheet', async () => {
    for (const address of [
      '/analytics/demographics?by=area&with=sex&count=visits',
      '/analytics/demographics?by=education',
      '/analytics/overview?period=year&of=1404',
    ]) {
      const page = await manager.get(address);
      const chart = chartIn(page.text);
      const csv = await manager.get(`${address}&format=csv`);
      expect(csv.headers['content-type']).to.match(/text\/csv/);
      const [header = [], ...lines] = csv.text
        .replace('\uFEFF', '')
        .trim()
        .split('\r\n')
        .map((line) => line.split(','));
      for (const { name, values } of chart.series) {
        const column = header.indexOf(name);
        expect(column, name).to.be.greaterThan(0);
        const printed = lines.slice(0, values.length).map((line) => (line[column] === 'پنهان' ? null : Number(line[column])));
        expect(printed, `${address} ${name}`).to.deep.equal(values);
      }
      const xlsx = await manager.get(`${address}&format=xlsx`).responseType('blob');
      expect((xlsx.body as Buffer).subarray(0, 2).toString()).to.equal('PK');
    }
  });

  it('counts what the club’s own database counts', async () => {
    const rows = await club.db.select<{ education: string | null; n: number }>(
      'SELECT education, COUNT(*) AS n FROM patients WHERE clinic_id = :clinicId GROUP BY education',
      { clinicId: club.clinic.id },
    );
    const csv = await manager.get('/analytics/demographics?by=education&count=patients&format=csv&lang=en');
    const shown = new Map(
      csv.text
        .replace('\uFEFF', '')
        .trim()
        .split('\r\n')
        .map((line) => line.split(',') as [string, string]),
    );
    const unknown = rows.find(({ education }) => education === null);
    expect(Number(shown.get('نامشخص') ?? shown.get('Unknown'))).to.equal(Number(unknown?.n));
    expect(
      [...shown.values()]
        .map(Number)
        .filter((n) => !Number.isNaN(n))
        .toSorted((a, b) => a - b),
    ).to.deep.equal([...rows.map(({ n }) => Number(n)), rows.reduce((sum, { n }) => sum + Number(n), 0)].toSorted((a, b) => a - b));
  });

  it('finds the planted seasons for the groups they were planted in', async () => {
    const cases: [query: string, illness: string, season: string][] = [
      ['sex=f&age=20-34&focus=J30', 'رینیت آلرژیک', 'بهار'],
      ['age=0-11&focus=J11', 'آنفلوانزا', 'زمستان'],
      ['sex=m&age=20-34&focus=L55', 'آفتاب‌سوختگی', 'تابستان'],
    ];
    for (const [query, illness, season] of cases) {
      const { text } = await manager.get(`/analytics/seasons?${query}`);
      expect(text, query).to.match(new RegExp(`${illness} در ${season} [۰-۹٫]+ برابر میانگین سال است`));
    }
    const { text } = await manager.get(`/analytics/seasons?area=${encodeURIComponent('منطقه 5')}`);
    expect(text).to.match(/آسم در این گروه [۰-۹٫]+٪ از مراجعه‌هاست، [۰-۹٫]+ برابر دیگران/);
  });

  it('finds the hours of both planted groups', async () => {
    const university = await manager.get('/analytics/hours?education=master&age=35-49');
    expect(university.text).to.match(/این گروه ساعت ۱۷ تا ۱۹ بیش از دیگران می‌آید/);
    const old = await manager.get('/analytics/hours?age=65-up');
    expect(old.text).to.match(/این گروه ساعت ۹ تا ۱۱ بیش از دیگران می‌آید/);
    const both = await manager.get('/analytics/hours?age=65-up&thanAge=35-49&thanEducation=master');
    expect(both.text).to.match(/این گروه ساعت ۹ تا ۱۱ بیش از «/);
  });

  it('refuses what it does not understand, with a page that leads back', async () => {
    const bad = [
      'demographics?by=blood',
      'demographics?by=age&with=age',
      'demographics?count=camels',
      'demographics?by=age&by=sex',
      'demographics?format=pdf',
      'demographics?unheard=of',
      'seasons?area=nowhere',
      'seasons?sex=x',
      'seasons?focus=ZZZ',
      'seasons?specialty=999999',
      'hours?thanAge=7',
      `hours?area=${'x'.repeat(200)}`,
      'overview?period=week',
      'overview?of=1404-13',
      'overview?period=year&of=1404-02',
      'overview?of=1409-01',
      "seasons?area=';DROP TABLE visits;--",
    ];
    for (const address of bad) {
      const answer = await manager.get(`/analytics/${address}`);
      expect(answer.status, address).to.equal(422);
      expect(answer.text, address).to.include('<title>خطا:');
      expect(answer.text, address).to.match(/href="\/analytics\/[a-z]+"/);
    }
  });

  it('never lets out a number about one to four people, on any exit', async () => {
    // One patient from a place of their own, whose number of visits is found nowhere else, not even in a time of day.
    await livePast(club.db, club.clinic, {
      patients: [
        {
          firstName: 'تنها',
          lastName: 'دور',
          area: 'ده دور',
          sex: 'f',
          birthOn: '1990-05-05',
          education: 'illiterate',
          source: 'insurance',
        },
      ],
      visits: Array.from({ length: 313 }, (_, i) => ({
        patient: 0,
        specialty: 'داخلی',
        code: 'Z99',
        visitedOn: `2025-0${String(1 + (i % 9))}-11`,
        time: '07:15',
      })),
    });
    const area = encodeURIComponent('ده دور');
    for (const address of [
      'demographics?by=area&count=visits',
      'demographics?by=area&with=sex&count=visits',
      `seasons?area=${area}`,
      'seasons?focus=Z99',
      `hours?area=${area}`,
      'hours',
    ]) {
      for (const format of ['', 'csv']) {
        const answer = await manager.get(`/analytics/${address}${format ? `${address.includes('?') ? '&' : '?'}format=${format}` : ''}`);
        expect(answer.status, address).to.equal(200);
        expect(answer.text.replace(/[#&][^"<]*;/g, ''), `${address} ${format}`).to.not.match(/(?<![\d۰-۹٬.])(313|۳۱۳)(?![\d۰-۹٬.])/);
      }
    }
    const sheet = await manager.get('/analytics/demographics?by=area&count=visits&format=csv');
    expect(sheet.text).to.match(/ده دور,پنهان/);
  });
});

describe('GET /analytics of a clinic with little or nothing', function () {
  this.timeout(120_000);
  const pages = [
    '/analytics/overview',
    '/analytics/overview?period=year',
    '/analytics/overview?period=season&of=1390-s1',
    '/analytics/demographics',
    '/analytics/demographics?by=area&with=education&count=visits',
    '/analytics/seasons',
    '/analytics/seasons?sex=f&age=65-up',
    '/analytics/hours',
    '/analytics/hours?sex=unknown&thanSex=f',
  ];
  const nobody = { firstName: 'بی', lastName: 'نشان' };
  const visit = { patient: 0, specialty: 'داخلی', code: null, visitedOn: '2026-11-01', time: null };
  const cases = {
    'no patient': { patients: [], visits: [] },
    'one patient of whom nothing is known': { patients: [nobody], visits: [] },
    'one visit of which nothing is known': { patients: [nobody], visits: [visit] },
    'seven visits of seven unknown people': {
      patients: Array.from({ length: 7 }, () => nobody),
      visits: Array.from({ length: 7 }, (_, patient) => ({ ...visit, patient })),
    },
  };
  for (const [name, past] of Object.entries(cases)) {
    it(`says what is missing for ${name}`, async () => {
      const club = await openTestClub();
      try {
        await livePast(club.db, club.clinic, past);
        const manager = await club.as('manager');
        for (const page of pages) {
          for (const format of ['', 'csv', 'xlsx']) {
            const answer = await manager.get(format === '' ? page : `${page}${page.includes('?') ? '&' : '?'}format=${format}`);
            expect(answer.status, `${page} ${format}`).to.equal(200);
            if (format !== 'xlsx') expect(answer.text, `${page} ${format}`).to.not.match(/NaN|Infinity|undefined|analytics:/);
          }
        }
      } finally {
        await club.close();
      }
    });
  }
});

function chartIn(html: string): { labels: string[]; series: { name: string; values: (number | null)[] }[] } {
  const json = /<script type="application\/json">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? 'null';
  return JSON.parse(json) as ReturnType<typeof chartIn>;
}
