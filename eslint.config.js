import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const CLOCK = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The clock is an argument (asOf) below the edge, so that any past day can be recomputed.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'The clock is an argument (asOf) below the edge, so that any past day can be recomputed.',
  },
];
const EVERYWHERE = [
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only: one name for one thing, wherever it is used.' },
  { selector: 'TSEnumDeclaration', message: "Write export const X = ['a', 'b'] as const." },
  {
    selector: 'CallExpression[callee.property.name=/^(query|literal)$/] > TemplateLiteral[expressions.length>0]',
    message: 'SQL is a constant; values travel as :named replacements.',
  },
  {
    selector: "CallExpression[callee.object.name='ejs'][callee.property.name=/^(render|compile)$/]",
    message: 'No text from outside is ever compiled as a template; pages are files.',
  },
  { selector: "Property[key.name='rejectUnauthorized']", message: 'Certificates are always checked.' },
];
const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only server/env.ts reads the environment; everybody else is handed its values.',
};
const PERSIAN = ['Literal[value=/[\\u0600-\\u06FF]/]', 'TemplateElement[value.raw=/[\\u0600-\\u06FF]/]'].map((selector) => ({
  selector,
  message: 'What people read stands in locales/, in both languages.',
}));
const BELOW_THE_EDGE = [
  'models/**',
  'server/actions/**',
  'server/reports/**',
  'server/presenters/**',
  'server/forms/**',
  'server/policies/**',
];

export default tseslint.config(
  { ignores: ['.build', 'public/build', 'node_modules', 'data', 'coverage'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-syntax': ['error', ...EVERYWHERE],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/unbound-method': 'off', // methods are bound where they are taken
      '@typescript-eslint/no-unnecessary-type-assertion': 'off', // it contradicts what tsc says of the two drivers' answers
      '@typescript-eslint/no-useless-default-assignment': 'off', // a default keeps a caller's missing option harmless
      '@typescript-eslint/consistent-type-definitions': 'off', // a row type is often clearer as a type
      '@typescript-eslint/dot-notation': 'off', // a key of a dictionary may be written as one
      '@typescript-eslint/no-misused-spread': 'off', // Persian text is taken apart letter by letter
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // Sequelize hands out its models as anonymous classes
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-unnecessary-type-conversion': 'off', // ids come from two drivers
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }], // Express 5 awaits its handlers
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['server/**', 'models/**', 'jobs/**'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ENVIRONMENT, ...PERSIAN] } },
  { files: BELOW_THE_EDGE, rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...CLOCK, ENVIRONMENT, ...PERSIAN] } },
  // How other programs head their columns and spell their words is data, and part of the rule.
  { files: ['models/rules/import-{columns,cells}.ts'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...CLOCK, ENVIRONMENT] } },
  // Waiting for another process is a matter of real time.
  { files: ['models/database*.ts'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ENVIRONMENT] } },
  // The Persian alphabet, its digits and its months are the subject of these files, not a text on a screen.
  {
    files: ['models/persian/**'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...CLOCK, ENVIRONMENT], 'no-misleading-character-class': 'off' },
  },
  // Headers and cell words of clinics' files are data to be recognised, in the language of the files.
  { files: ['models/rules/import-*.ts'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...CLOCK, ENVIRONMENT] } },
  { files: ['server/env.ts'], rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE] } },
  { files: ['server/cli.ts', 'server/build.ts', 'server/main.ts', 'server/demo/main.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: {
      'max-lines': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-unused-expressions': 'off', // chai's expect(x).to.be.true
      '@typescript-eslint/no-non-null-assertion': 'off', // a missing row fails the test anyway
    },
  },
  // The baseline of the performance table is a page in one file.
  { files: ['test/support/bare-page.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['eslint.config.js', '.dependency-cruiser.cjs'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly', console: 'readonly' } },
  },
);
