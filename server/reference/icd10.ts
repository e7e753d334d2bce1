import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Shipped = Readonly<Record<string, readonly [chapter: string, name: string]>>;

let shipped: Shipped | undefined;

/** The shipped list of three-character ICD-10 codes, each with its chapter key and its English name; read once. */
export function icd10Codes(): Shipped {
  shipped ??= JSON.parse(readFileSync(join(projectRoot(), 'server/reference/icd10-three-character.json'), 'utf8')) as Shipped;
  return shipped;
}

function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
