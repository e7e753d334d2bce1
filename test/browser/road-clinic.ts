import { Shift } from '../../jobs/night-shift.js';
import { openTestClub, type TestClub } from '../support/app.js';
import { NOW } from '../support/builders.js';
import { buildLists } from '../support/visits.js';

/** The person of the road: who enrolls, comes, is reminded and asked, and answers. */
export const SARA = { firstName: 'سارا', lastName: 'کریمی', mobile: '09121234567', shown: 'سارا کریمی' };
export const PHYSICIAN = 'دکتر احمدی';
export const COMMENT = 'برخورد پذیرش عالی بود';
/** Three hours later: the visit is over, tomorrow's appointment is less than a day away. */
const LATER = new Date(NOW.getTime() + 3 * 3_600_000);

export interface RoadClinic {
  club: TestClub;
  userOf(role: string): string;
  /** Lets three hours pass and the clock do its work; answers which jobs failed. */
  letTimePass(): Promise<string[]>;
}

/** A clinic with two specialties and a physician who can sign in. */
export async function openRoadClinic(): Promise<RoadClinic> {
  const club = await openTestClub();
  const { physician } = await buildLists(club.db, club.clinic);
  const { clinic, db } = club;
  const staff = await db.records.StaffMember.findOne({ where: { clinicId: clinic.id, role: 'physician' }, rejectOnEmpty: true });
  await db.records.Physician.update({ staffMemberId: staff.id }, { where: { clinicId: clinic.id, id: physician.id } });
  return {
    club,
    userOf: (role) => `${role}-of-${club.clinic.slug}`,
    letTimePass: async () => {
      club.setNow(LATER);
      const shift = new Shift({ ...club, clock: () => LATER }, { owner: `road:${club.clinic.slug}` });
      const failed: string[] = [];
      for (const job of ['remind-upcoming', 'ask-after-visit', 'send-messages', 'poll-delivery', 'review-tiers'])
        if (!(await shift.runNow(job, LATER)).ok) failed.push(job);
      await shift.rest();
      return failed;
    },
  };
}
