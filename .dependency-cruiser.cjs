/*
 * The arrows of the club: jobs → server → models → models/rules. Each rule says why it stands.
 */
const RECORDS = '^models/[^/]+[.]ts$';
const RULES = '^models/rules/';
const PERSIAN = '^models/persian/';
const STATISTICS = '^models/statistics/';
const PACKAGES = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];
const within = (...folders) => `^(${folders.join('|')})/`;

/** A rule that forbids `from` to import anything in `to`. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
/** A package that only the named files may import, because there is one place to change when it is replaced. */
const onlyIn = (name, comment, packages, files) =>
  never(name, comment, { path: within('server', 'models', 'jobs'), pathNot: files }, { path: `^node_modules/(${packages})(/|$)` });

module.exports = {
  forbidden: [
    never(
      'no-circles',
      'Two files that need each other are one file, or hide a third; a shared shape is no need.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never('nothing-imports-tests', 'Tests look at the club; the club does not know them.', { pathNot: '^test/' }, { path: '^test/' }),
    never('everything-resolves', 'An import that leads nowhere fails at night.', {}, { couldNotResolve: true }),
    never(
      'the-program-runs-without-tools',
      'What runs in a clinic is installed in a clinic: tools of development are for the build and the tests.',
      { path: within('server', 'models', 'jobs'), pathNot: '^server/build' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    ),

    never(
      'models-know-no-desk',
      'The club remembers and promises; who asks and how is not its business.',
      { path: within('models') },
      { path: within('server', 'jobs', 'views', 'public') },
    ),
    never(
      'rules-are-pure',
      'A rule of the club is arithmetic on what it is handed, so that a manager can check it and any past day can be recomputed.',
      { path: RULES },
      { pathNot: [RULES, PERSIAN] },
    ),
    never(
      'statistics-are-pure',
      'A formula knows no club words and no database, so that it can be checked against the book.',
      { path: STATISTICS },
      { pathNot: STATISTICS },
    ),
    never(
      'persian-is-pure',
      'Letters, digits and the calendar depend on nothing but the conversion tables.',
      { path: PERSIAN },
      { pathNot: [PERSIAN, '^node_modules/jalaali-js'] },
    ),
    never('records-know-no-formulas', 'Statistics read the mirror; a record only remembers.', { path: RECORDS }, { path: STATISTICS }),
    never(
      'records-need-little',
      'A record needs the database and nothing else from outside.',
      { path: [RECORDS, '^models/migrations/'] },
      { dependencyTypes: PACKAGES, pathNot: '^node_modules/(@types/)?(sequelize|umzug|sqlite3|pg|jalaali-js)(/|$)' },
    ),

    never(
      'forms-ask-no-records',
      'A form says what may be asked; whether it can be done is an answer of the action.',
      { path: '^server/forms/' },
      { path: [RECORDS, STATISTICS, within('server/actions', 'server/reports', 'server/routes')] },
    ),
    never(
      'forms-need-zod-only',
      'One way to say what may be asked.',
      { path: '^server/forms/' },
      { dependencyTypes: PACKAGES, pathNot: '^node_modules/zod(/|$)' },
    ),
    never(
      'policies-are-tables',
      'Who may do what is read as sentences and tested alone.',
      { path: '^server/policies/' },
      {
        path: [RECORDS, within('server/(actions|reports|routes|http|presenters|forms|analytics|sms|files)')],
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'actions-do-not-know-the-web',
      'The desk, the night shift and the command line use the same verbs. One verb brings the mirror up to date.',
      { path: '^server/actions/', pathNot: '^server/actions/refresh-analytics[.]ts$' },
      { path: [within('server/(routes|http|presenters|reports|analytics|demo)', 'jobs', 'node_modules/(@types/)?express[a-z-]*')] },
    ),
    never(
      'reports-do-not-know-the-web',
      'A report is a read model: it can be asked by a page, a job or a command.',
      { path: '^server/reports/' },
      { path: [within('server/(routes|http|presenters|actions|demo)', 'jobs', 'node_modules/(@types/)?express[a-z-]*')] },
    ),
    never(
      'presenters-only-dress',
      'A presenter turns what was found into what is shown; it looks nothing up.',
      { path: '^server/presenters/' },
      {
        path: [within('server/(routes|http|actions|demo)', 'jobs', 'node_modules/(@types/)?(express|sequelize)[a-z-]*')],
        dependencyTypesNot: ['type-only'],
      },
    ),
    never(
      'routes-write-no-queries',
      'A route that needs an operator or a transaction has become a report or an action.',
      { path: '^server/routes/' },
      { path: '^node_modules/sequelize' },
    ),
    never(
      'http-has-no-club-words',
      'Sessions, pages and errors would serve a library as well; languages and the clock face are the exception.',
      { path: '^server/http/' },
      { path: ['^models/', '^server/(actions|reports|presenters|forms|routes)/'], pathNot: [PERSIAN], dependencyTypesNot: ['type-only'] },
    ),
    never(
      'jobs-call-actions',
      'The night shift does what the desk does, with another clock.',
      { path: '^jobs/' },
      { path: within('server/(routes|http|presenters|forms|demo)', 'models/rules', 'models/statistics') },
    ),
    never(
      'the-desk-does-not-call-the-night',
      'Arrows never turn back. The start of the program, its commands and the page that shows the timetable read the table.',
      { path: '^server/', pathNot: '^server/(main|start|open-club|cli|demo/.*)[.]ts$' },
      { path: '^jobs/', dependencyTypesNot: ['type-only'] },
    ),
    never(
      'the-story-is-told-by-nobody-else',
      'The demo calls the club; the club does not know that there is a demo.',
      { pathNot: ['^server/demo/', '^test/'] },
      { path: '^server/demo/' },
    ),

    onlyIn(
      'express-at-the-edge',
      'Only the edge speaks HTTP.',
      '(@types/)?(express|express-session|passport|passport-local|helmet|multer|compression|csrf-sync|pino-http)',
      '^server/(app|main|context|sign-in|member-door|(routes|http)/.*)[.]ts$',
    ),
    onlyIn('one-timetable', 'Every clock of the club is in one table.', 'node-cron', '^jobs/scheduler[.]ts$'),
    onlyIn('one-door-to-the-provider', 'A second way to send would be a way around consent.', 'kavenegar', '^server/sms/kavenegar[.]ts$'),
    onlyIn('one-door-to-the-mirror', 'DuckDB is a cache behind one door.', '@duckdb/', '^server/analytics/'),
    onlyIn(
      'one-file-knows-the-databases',
      'The two dialects are told apart in one place.',
      '(@types/)?(pg|sqlite3)',
      '^models/(database|sqlite-driver)[.]ts$',
    ),
    onlyIn('one-migrator', 'Schemas change in one way.', 'umzug', '^models/migrator[.]ts$'),
    onlyIn('one-hasher', 'Passwords are hashed in one place, two at a time.', '@node-rs/argon2', '^server/passwords[.]ts$'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(public/build|[.]build)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.json', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
