import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?)$/;
const isSafeProviderUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
};

/** Every variable the program reads, with its default and the sentence that stands beside it in .env.example. */
export const environmentSchema = z
  .object({
    HOST: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address to listen on. Keep loopback and put a reverse proxy with HTTPS in front.'),
    PORT: z.coerce.number().int().min(0).max(65535).default(3000).describe('Port to listen on.'),
    BASE_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Address that patients see in links, such as https://club.example.ir. Default: http://HOST:PORT'),
    DATA_DIR: z
      .string()
      .min(1)
      .default('data')
      .describe('Folder of everything the club keeps: database, secret, uploads, analytics mirror.'),
    DATABASE_URL: z
      .string()
      .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'must begin with sqlite: or postgres://')
      .optional()
      .describe('sqlite:PATH or postgres://… Default: sqlite in DATA_DIR.'),
    SESSION_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe(
        'Secret of sessions and of encrypted fields. Made and kept in DATA_DIR when absent. Never change it: encrypted fields could not be read.',
      ),
    CLUB_ROLE: z.enum(['all', 'web', 'jobs']).default('all').describe('all: pages and jobs in one process; web or jobs: one of them.'),
    SMS_GATEWAY: z
      .enum(['simulator', 'kavenegar'])
      .default('simulator')
      .describe('simulator: messages go to a page that looks like a phone.'),
    KAVENEGAR_API_KEY: z.string().min(8).optional().describe('API key of the Kavenegar account.'),
    KAVENEGAR_SENDER: z
      .string()
      .regex(/^\+?\d{4,15}$/, 'must be a line number')
      .optional()
      .describe('Line that messages are sent from.'),
    KAVENEGAR_BASE_URL: z
      .string()
      .refine(isSafeProviderUrl, 'must be https (plain http only on loopback)')
      .default('https://api.kavenegar.com/v1')
      .describe('Base address of the Kavenegar service; https, or http on loopback.'),
    WEBHOOK_SECRET: z
      .string()
      .min(16, 'must have at least 16 characters')
      .optional()
      .describe('Secret part of the webhook address; webhooks are off without it.'),
    TRUST_PROXY: z.string().optional().describe('Address or subnet of the reverse proxy whose X-Forwarded-For is believed.'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info').describe('How much is logged.'),
  })
  .refine((env) => env.SMS_GATEWAY !== 'kavenegar' || env.KAVENEGAR_API_KEY !== undefined, {
    path: ['KAVENEGAR_API_KEY'],
    message: 'is needed when SMS_GATEWAY=kavenegar',
  });

export type Environment = z.infer<typeof environmentSchema> & { BASE_URL: string; DATABASE_URL: string; SESSION_SECRET: string };

/** Thrown with every mistake at once, each line naming its variable. */
export class EnvironmentError extends Error {}

/** Reads and completes the environment; throws EnvironmentError naming every mistake. `databaseFile` is the SQLite file used without DATABASE_URL. */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env, databaseFile = 'club.sqlite'): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new EnvironmentError(`Environment variables are wrong:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  const host = env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST;
  return {
    ...env,
    BASE_URL: (env.BASE_URL ?? `http://${host}:${String(env.PORT)}`).replace(/\/$/, ''),
    DATABASE_URL: env.DATABASE_URL ?? `sqlite:${join(env.DATA_DIR, databaseFile)}`,
    SESSION_SECRET: env.SESSION_SECRET ?? keptSecret(env.DATA_DIR),
  };
}

/** The text of .env.example, made from the schema so that the two never differ. */
export function environmentExample(): string {
  const lines = Object.entries(environmentSchema.shape).map(([name, type]) => {
    const fallback = type.safeParse(undefined);
    const value = fallback.success && fallback.data !== undefined ? String(fallback.data) : '';
    return `# ${type.description ?? ''}\n${value === '' ? '# ' : ''}${name}=${value}\n`;
  });
  return `# Every variable is optional; these are the defaults.\n\n${lines.join('\n')}`;
}

function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(file, 'utf8').trim();
}
