import { Passport } from 'passport';
import { Strategy } from 'passport-local';
import type { Db } from '../models/database.js';
import { usernameKey } from '../models/rules/passwords.js';
import type { SignedIn } from './context.js';
import { passwordFits } from './passwords.js';

/** What a session remembers of who signed in: raising the epoch signs out everywhere. */
interface Remembered {
  id: number;
  epoch: number;
}

/** Passport with the one way staff sign in: name and password. */
export function staffPassport(db: Db): InstanceType<typeof Passport> {
  const passport = new Passport();
  passport.use(
    new Strategy((username, password, done) => {
      checkPassword(db, username, password).then((staff) => {
        done(null, staff ?? false);
      }, done);
    }),
  );
  passport.serializeUser((user, done) => {
    const staff = user as SignedIn;
    done(null, { id: staff.id, epoch: staff.sessionEpoch } satisfies Remembered);
  });
  passport.deserializeUser((kept: Remembered, done) => {
    findSignedIn(db, kept).then((staff) => {
      done(null, staff ?? false);
    }, done);
  });
  return passport;
}

async function checkPassword(db: Db, username: string, password: string): Promise<SignedIn | null> {
  const [found] = await db.select<{ id: number; clinicId: number; hash: string; epoch: number }>(
    `SELECT id, clinic_id AS "clinicId", password_hash AS hash, session_epoch AS epoch
     FROM staff_members WHERE username_key = :key AND disabled_at IS NULL`,
    { key: usernameKey(username) },
  );
  const fits = await passwordFits(password, found?.hash ?? null);
  return found && fits ? findSignedIn(db, { id: found.id, epoch: found.epoch }) : null;
}

/** The staff member of a session, while they are active and the session was not ended from elsewhere. */
async function findSignedIn(db: Db, { id, epoch }: Remembered): Promise<SignedIn | null> {
  const [staff] = await db.select<SignedIn>(
    `SELECT s.id, s.clinic_id AS "clinicId", s.username, s.display_name AS "displayName", s.role, s.lang,
            s.session_epoch AS "sessionEpoch", p.id AS "physicianId"
     FROM staff_members s LEFT JOIN physicians p ON p.staff_member_id = s.id AND p.clinic_id = s.clinic_id
     WHERE s.id = :id AND s.disabled_at IS NULL AND s.session_epoch = :epoch`,
    { id, epoch },
  );
  return staff ?? null;
}
