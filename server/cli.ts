import { parseArgs } from 'node:util';
import { appendAudit } from '../models/audit.js';
import type { Command } from './commands/command.js';
import { COMMANDS } from './commands/index.js';
import { EnvironmentError, readEnvironment } from './env.js';
import { NewerDatabaseError } from '../models/migrator.js';
import { openClub } from './open-club.js';

/** Exit codes: done, refused, wrong usage. */
const DONE = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main(words: string[]): Promise<number> {
  const found = findCommand(words);
  if (!found) {
    const wantsHelp = words.length === 0 || words.includes('--help') || words.includes('-h');
    (wantsHelp ? console.log : console.error)(overview());
    return wantsHelp ? DONE : WRONG_USAGE;
  }
  const { command, rest } = found;
  if (rest.includes('--help')) {
    console.log(helpOf(command));
    return DONE;
  }
  const options = Object.fromEntries(
    Object.entries({ ...command.options, json: { takes: null as string | null, says: 'machine-readable answer' } }).map(
      ([name, option]) => [name, { type: option.takes === null ? ('boolean' as const) : ('string' as const) }],
    ),
  );
  let given: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    given = parseArgs({ args: rest, options, allowPositionals: true, strict: true }) as typeof given;
    if (given.positionals.length !== command.takes.length) throw new Error(`wants ${command.takes.join(' ') || 'no further words'}`);
    for (const [name, option] of Object.entries(command.options))
      if (option.required && given.values[name] === undefined) throw new Error(`--${name} is missing`);
  } catch (error) {
    console.error(`${command.name}: ${(error as Error).message}\n\n${helpOf(command)}`);
    return WRONG_USAGE;
  }
  return run(command, given);
}

async function run(
  command: Command,
  given: { values: Record<string, string | boolean | undefined>; positionals: string[] },
): Promise<number> {
  const asJson = given.values['json'] === true;
  try {
    const club = await openClub({ ...readEnvironment(), LOG_LEVEL: 'error' });
    try {
      const answer = await command.run(club, given.positionals, given.values);
      if (answer.ok && answer.audited) await appendAudit(club.db, { ...answer.audited, at: club.clock(), actor: { kind: 'system' } });
      if (asJson) console.log(JSON.stringify(answer.ok ? answer.data : { error: answer.reason, ...answer.data }));
      else (answer.ok ? console.log : console.error)(answer.text);
      return answer.ok ? DONE : REFUSED;
    } finally {
      await club.close();
    }
  } catch (error) {
    if (!(error instanceof EnvironmentError || error instanceof NewerDatabaseError)) throw error;
    console.error(error.message);
    return REFUSED;
  }
}

/** Names of two words win over names of one. */
function findCommand(words: readonly string[]): { command: Command; rest: string[] } | null {
  for (const length of [2, 1]) {
    const command = COMMANDS.find((one) => one.name === words.slice(0, length).join(' '));
    if (command) return { command, rest: words.slice(length) };
  }
  return null;
}

function overview(): string {
  return `club COMMAND [options]\n\n${COMMANDS.map((one) => `  ${usageOf(one)}\n      ${one.says}`).join('\n')}`;
}

function usageOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, { takes, required }]) => {
    const text = `--${name}${takes ? ` ${takes}` : ''}`;
    return required ? text : `[${text}]`;
  });
  return [command.name, ...command.takes, ...options].join(' ');
}

function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(([name, { says, takes }]) => `  --${name}${takes ? ` ${takes}` : ''}: ${says}`);
  return [`club ${usageOf(command)} [--json]`, '', command.says, '', ...options].join('\n');
}
