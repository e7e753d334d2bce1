import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../server/root.js';
import { TEST_FOLDER, TEST_SECRET } from '../support/database.js';

const club = (words: string[], input = '') =>
  spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'server/cli.ts'), ...words], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: join(TEST_FOLDER, 'cli'), SESSION_SECRET: TEST_SECRET, DATABASE_URL: '' },
  });

describe('the club command', function () {
  this.timeout(60_000);

  it('explains itself, and answers 2 to what it does not know', () => {
    const help = club(['--help']);
    expect(help.status).to.equal(0);
    expect(help.stdout).to.contain('staff add');
    expect(club(['fly']).status).to.equal(2);
    expect(club(['clinic', 'add', '--slug', 'x']).status).to.equal(2);
    expect(club(['clinic', 'add', '--colour', 'x']).status).to.equal(2);
  });

  it('opens a clinic and gives a person a sign-in', () => {
    const opened = club(['clinic', 'add', '--slug', 'mehr', '--name', 'درمانگاه مهر', '--json']);
    expect(opened.status, opened.stderr).to.equal(0);
    expect(JSON.parse(opened.stdout)).to.include({ slug: 'mehr' });
    const words = ['staff', 'add', '--clinic', 'mehr', '--username', 'mina', '--role', 'manager', '--password-stdin'];
    expect(club(words, 'short\n').status).to.equal(1);
    const added = club(words, 'یک جملهٔ بلند\n');
    expect(added.status, added.stderr).to.equal(0);
    expect(added.stdout).to.contain('mina');
    const reset = club(['staff', 'reset-password', '--username', 'mina', '--password-stdin'], 'یک جملهٔ دیگر\n');
    expect(reset.status, reset.stderr).to.equal(0);
  });

  it('refuses with a reason', () => {
    const again = club(['clinic', 'add', '--slug', 'mehr', '--name', 'باز', '--json']);
    expect(again.status).to.equal(1);
    expect(JSON.parse(again.stdout)).to.deep.equal({ error: 'slug-taken' });
    const nobody = club(['staff', 'reset-password', '--username', 'nobody', '--password-stdin'], 'یک جملهٔ دیگر\n');
    expect(nobody.status).to.equal(1);
    expect(nobody.stderr).to.contain('چنین همکاری نیست');
  });
});
