import type { Db } from '../../models/database.js';
import type { Environment } from '../env.js';
import type { SmsGateway } from './gateway.js';
import { kavenegarGateway } from './kavenegar.js';
import { simulatorGateway } from './simulator.js';

/** The gateway that the environment names. */
export const makeGateway = (env: Environment, db: Db): SmsGateway =>
  env.SMS_GATEWAY === 'kavenegar'
    ? kavenegarGateway({ apiKey: env.KAVENEGAR_API_KEY ?? '', baseUrl: env.KAVENEGAR_BASE_URL, sender: env.KAVENEGAR_SENDER ?? '' })
    : simulatorGateway(db);
