import { expect } from 'chai';
import { appendAudits } from '../../../models/audit.js';
import { checkAudit } from '../../../models/audit-check.js';
import { auditedAction } from '../../../server/policies/audit-policy.js';
import { openTestClub, type TestClub } from '../../support/app.js';
import { buildPatient, NOW, SYSTEM } from '../../support/builders.js';
import { ownPhone } from '../../support/own-page.js';

const ENROLL = {
  firstName: 'لیلا',
  lastName: 'صدر',
  mobile: '09121112233',
  nationalCode: '',
  sex: 'f',
  consents: ['service'],
  submissionKey: 'form-of-the-audit-1',
};

interface Entry {
  actor: string;
  actorId: number;
  action: string;
  kind: string | null;
  id: number | null;
  fields: string;
  address: string;
}

describe('the audit log at the edge', function () {
  this.timeout(60_000);
  let club: TestClub;
  let patientId: number;
  beforeEach(async () => {
    club = await openTestClub();
    patientId = (await buildPatient(club.db, club.clinic, { firstName: 'نرگس', lastName: 'یوسفی' })).id;
  });
  afterEach(() => club.close());

  const entries = async (): Promise<Entry[]> => {
    // The last page's connection closes a moment after its answer was read.
    await new Promise((resolve) => setImmediate(resolve));
    await club.audit.flush();
    return club.db.select<Entry>(
      `SELECT actor_kind AS actor, actor_id AS "actorId", action, subject_kind AS kind, subject_id AS id, fields, address
       FROM audit_entries WHERE clinic_id = :c ORDER BY number`,
      { c: club.clinic.id },
    );
  };
  const actions = async (): Promise<string[]> => (await entries()).map((entry) => entry.action);

  it('knows who signed in, saw a file, searched, exported and signed out', async () => {
    const manager = await club.as('manager');
    await manager.get(`/patients/${patientId}`);
    await manager.get('/patients?q=نرگس');
    await manager.get('/patients.csv');
    await manager.post('/sign-out', {}, '/account');
    expect((await actions()).sort()).to.deep.equal(['patient.export', 'patient.read', 'patient.search', 'staff.sign-in', 'staff.sign-out']);
    const seen = (await entries()).find((entry) => entry.action === 'patient.read');
    expect(seen).to.include({ actor: 'staff', kind: 'patient', id: patientId, fields: '' });
    expect(seen?.address).to.match(/^(127\.0\.0\.\*|::1.*\*)$/);
    expect(await checkAudit(club.db, club.clinic.id)).to.deep.equal({ entries: 5, fault: null });
  });

  it('writes a change before its answer leaves, with the names of the fields and none of their values', async () => {
    const desk = await club.as('receptionist');
    const form = { firstName: 'نرگس', lastName: 'یوسفی', mobile: '09123334455', sex: 'f', area: 'ونک' };
    const answer = await desk.post(`/patients/${patientId}`, form, `/patients/${patientId}/edit`);
    expect(answer.status).to.equal(303);
    const [edit] = await club.db.select<Entry>(
      `SELECT action, fields FROM audit_entries WHERE clinic_id = :c AND action = 'patient.edit'`,
      {
        c: club.clinic.id,
      },
    );
    expect(edit?.fields.split(' ')).to.include.members(['mobile', 'area']).and.not.include('firstName');
    const all = JSON.stringify(await entries());
    for (const value of ['09123334455', 'ونک', 'نرگس']) expect(all).not.to.contain(value);
  });

  it('names the patient who was just enrolled', async () => {
    const desk = await club.as('receptionist');
    const answer = await desk.post('/patients', ENROLL, '/patients/new');
    expect(answer.status).to.equal(303);
    const made = (await entries()).find((entry) => entry.action === 'patient.enroll');
    expect(`/patients/${String(made?.id)}`).to.equal(answer.headers['location']);
  });

  it('writes nothing down that was refused, not found or not somebody’s data', async () => {
    const desk = await club.as('receptionist');
    const stranger = await buildPatient(club.db, club.otherClinic);
    await desk.get(`/patients/${stranger.id}`);
    await desk.get('/patients.csv');
    await desk.post('/patients', { firstName: '' }, '/patients/new');
    await desk.get('/account');
    await club.signedOut().get(`/patients/${patientId}`);
    expect(await actions()).to.deep.equal(['staff.sign-in']);
  });

  it('is read by the manager alone, with its filters, and taken away as a file', async () => {
    const desk = await club.as('receptionist');
    await desk.get(`/patients/${patientId}`);
    expect((await desk.get('/audit')).status).to.equal(403);
    expect((await desk.get('/audit.csv')).status).to.equal(403);
    expect((await club.signedOut().get('/audit')).status).to.equal(303);
    const manager = await club.as('manager');
    await club.audit.flush();
    const page = await manager.get('/audit');
    expect(page.text).to.contain('دیدن · پروندهٔ بیمار').and.contain('نرگس یوسفی').and.contain('ورود · همکار');
    const [{ number: member }] = (await club.db.select<{ number: number }>(
      'SELECT member_number AS number FROM patients WHERE id = :patientId',
      { patientId },
    )) as [{ number: number }];
    const narrowed: [string, boolean][] = [
      [`?patient=${member}`, true],
      ['?patient=999', false],
      ['?action=patient.read', true],
      ['?action=patient.export', false],
      ['?from=امروز&to=امروز', true],
      ['?to=دیروز', false],
    ];
    for (const [query, isThere] of narrowed) {
      const { text } = await manager.get(encodeURI(`/audit${query}`));
      expect(text.includes('<bdi>نرگس یوسفی</bdi>'), query).to.equal(isThere);
    }
    const sheet = await manager.get('/audit.csv?action=patient.read');
    expect(sheet.text)
      .to.match(/^\ufeff/)
      .and.contain('نرگس یوسفی');
    expect(sheet.text.trim().split('\r\n')).to.have.length(2);
    const english = await manager.get('/audit?lang=en');
    expect(english.text).to.contain('Saw · patient file');
  });

  it('knows what patients see, change and take away on their own page', async () => {
    const phone = await ownPhone(club, patientId);
    await phone.get('/m/me');
    await phone.post('/m/me/consents/promotion');
    const own = (await entries()).filter((entry) => entry.actor === 'patient');
    expect(own.map((entry) => entry.action)).to.include.members(['own.read', 'own.change']);
    for (const entry of own) expect(entry).to.include({ actorId: patientId, kind: 'patient', id: patientId });
  });

  it('pages by number, and shows nothing of another clinic', async () => {
    const manager = await club.as('manager');
    await entries();
    const look = { clinicId: club.clinic.id, at: NOW, actor: SYSTEM, action: 'patient.read', subjectKind: 'patient' };
    await appendAudits(
      club.db,
      Array.from({ length: 60 }, (_, i) => ({ ...look, subjectId: i + 1 })),
    );
    const first = await manager.get('/audit');
    const [, older] = /href="(\/audit\?older=\d+)"/.exec(first.text) ?? [];
    expect(older).not.to.equal(undefined);
    expect((await manager.get(older!)).text).to.contain('ورود · همکار');
    const other = await openTestClub();
    expect((await (await other.as('manager')).get('/audit')).text).not.to.contain('یوسفی');
    await other.close();
  });

  it('leaves out no line of the site that changes something or carries data away', () => {
    for (const line of club.site.lines) {
      if ('open' in line.guard) continue;
      const mustBe =
        (line.method === 'post' && !line.path.endsWith('/previews')) || line.path.endsWith('.csv') || line.path === '/patients/:id';
      if (mustBe && !('patient' in line.guard && line.guard.patient !== 'open'))
        expect(auditedAction(line, {}), `${line.method} ${line.path}`).to.match(/^[a-z-]+\.[a-z-]+$/);
    }
  });
});
