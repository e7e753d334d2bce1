import { z } from 'zod';
import { clubOf } from '../context.js';
import { allow, open, type Site } from '../http/site.js';
import { ownPath } from '../http/security.js';
import { can } from '../policies/index.js';

const languageForm = z.object({ lang: z.enum(['fa', 'en']).catch('fa'), back: z.string().optional() });

/** The front door and the language switch. */
export function homeRoutes(site: Site): void {
  site.get('/', allow('open', 'home'), (req, res) => {
    const { staff } = clubOf(req);
    const first = [
      ['/analytics/overview', 'read', 'analytics'],
      ['/patients', 'list', 'patient'],
    ] as const;
    const page = first.find(([, action, subject]) => can(staff, action, subject));
    res.redirect(303, page ? page[0] : '/account');
  });

  site.post('/language', open('the sign-in page has the switch too', { withoutToken: true }), async (req, res) => {
    const { lang, back } = languageForm.parse(req.body ?? {});
    const staff = req.user as { id: number; clinicId: number } | undefined;
    if (staff) await req.club.db.records.StaffMember.update({ lang }, { where: { clinicId: staff.clinicId, id: staff.id } });
    res.cookie('lang', lang, { maxAge: 365 * 24 * 3_600_000, sameSite: 'lax', httpOnly: true, secure: req.secure, path: '/' });
    res.redirect(303, ownPath(back, '/'));
  });
}
