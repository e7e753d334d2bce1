/** A request that ends with an error page: the status and the key of its words in errors.json. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    readonly params: Record<string, unknown> = {},
  ) {
    super(reason);
  }
}

/** What is not there, or stands under another clinic: the same answer, so that nobody learns which. */
export const notFound = (): HttpError => new HttpError(404, 'not-found');
/** What this role may not do. */
export const forbidden = (): HttpError => new HttpError(403, 'forbidden');
/** A request whose path or query is not of a form that the program offers. */
export const badRequest = (reason = 'bad-request'): HttpError => new HttpError(400, reason);

/** The answer of a rule or an action: done, or refused with a reason that is also a translation key. */
export type Refused = { ok: false; reason: string; field?: string; params?: Record<string, unknown> };
export type Outcome<T extends object = object> = ({ ok: true } & T) | Refused;

/** A refusal, for early returns. */
export const refuse = (reason: string, field?: string, params?: Record<string, unknown>): Refused => ({
  ok: false,
  reason,
  ...(field ? { field } : {}),
  ...(params ? { params } : {}),
});

/** A path id as a positive integer; anything else is a page that does not exist. */
export function idOf(text: unknown): number {
  if (typeof text !== 'string' || !/^[1-9]\d{0,14}$/.test(text)) throw notFound();
  return Number(text);
}
