/* Loads the analytics mirror of one clinic in a process of its own and prints how long it took and the most memory it used. */
import { dirname } from 'node:path';
import { openDatabase } from '../../models/database.js';
import { openMirror } from '../../server/analytics/mirror.js';
import { refreshFacts } from '../../server/analytics/refresh.js';
import { NOW } from './builders.js';

const [file = '', secret = '', clinicId = ''] = process.argv.slice(2);
const db = await openDatabase(`sqlite:${file}`, { secret });
const mirror = openMirror({ dataDir: dirname(file), name: 'bench' });
const started = performance.now();
await refreshFacts({ db, mirror, clinicId: Number(clinicId), asOf: NOW });
const ms = performance.now() - started;
process.stdout.write(`${JSON.stringify({ ms, megabytes: process.resourceUsage().maxRSS / 1024 })}\n`);
await mirror.close();
await db.close();
