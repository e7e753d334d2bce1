import type { RouteLine } from '../http/site.js';
import type { Policy } from './policy.js';

/** Only the manager reads who did what. */
export const auditPolicy = {
  read: ['manager'],
  export: ['manager'],
} satisfies Policy;

/** What shows nobody's data: looking at it is not written down. */
const IMPERSONAL = new Set(['analytics', 'home', 'catalogue', 'job', 'staff', 'club', 'tier', 'benefit', 'discount', 'import', 'points']);
const LOOKS = new Set(['list', 'read', 'search', 'use', 'print', 'export', 'open']);

/**
 * What the audit log calls a request that was let in through this line, or null when it is not written down: every change, every file that leaves,
 * and every look at a patient's data. Previews change nothing and the language of a page is nobody's business.
 */
export function auditedAction({ method, path, guard }: RouteLine, query: Record<string, unknown>): string | null {
  const isFile = /\.(csv|xlsx|json|zip)$/.test(path) || query['format'] === 'csv' || query['format'] === 'xlsx';
  if ('open' in guard) return null;
  if ('patient' in guard) return guard.patient === 'open' ? `own.${method === 'post' ? 'change' : isFile ? 'export' : 'read'}` : null;
  const { subject, action } = guard;
  if (method === 'post') return path.endsWith('/previews') ? null : `${subject}.${action}`;
  if (isFile) return `${subject}.export`;
  if (path.startsWith('/patients/:id')) return action === 'print' ? `${subject}.print` : 'patient.read';
  if (IMPERSONAL.has(subject)) return null;
  if (typeof query['q'] === 'string' && query['q'] !== '') return `${subject}.search`;
  return LOOKS.has(action) ? `${subject}.${action}` : path.includes('/:id') ? `${subject}.read` : null;
}
