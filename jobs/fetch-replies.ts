import { fetchReplies } from '../server/actions/fetch-replies.js';
import type { Job } from './job.js';

/** Fetches the replies that wait at the provider; one line serves all clinics, so this is asked once. */
export const fetchRepliesJob: Job = async ({ db, gateway, asOf }) => {
  const { fetched, halted } = await fetchReplies({ db, gateway, asOf });
  if (halted) throw new Error(halted);
  return { fetched };
};
