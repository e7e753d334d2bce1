import { openDatabase } from '../../models/database.js';
import { sendMessages } from '../../server/actions/send-messages.js';
import { kavenegarGateway } from '../../server/sms/kavenegar.js';

/** A sender in a process of its own, to be killed: DATABASE_URL SECRET CLINIC_ID API_KEY BASE_URL AS_OF. Prints its counts when it got to the end. */
const [url = '', secret = '', clinicId = '', apiKey = '', baseUrl = '', asOf = ''] = process.argv.slice(2);
const db = await openDatabase(url, { secret });
const gateway = kavenegarGateway({ apiKey, sender: '10004346', baseUrl, timeoutMs: 2_000 });
const counts = await sendMessages({
  db,
  clinic: { id: Number(clinicId) },
  gateway,
  actor: { kind: 'job', name: 'send-messages' },
  asOf: new Date(asOf),
});
process.stdout.write(JSON.stringify(counts));
gateway.close();
await db.close();
