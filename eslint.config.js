import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './web/svelte.config.js';
import { fewArguments, fileName, noUnsafeSql } from './test/tooling/lint-rules.js';

const tests = ['**/*.test.ts', '**/*.spec.ts', 'web/e2e/**', '**/testing/**', '**/testing.ts'];
const plumbline = { rules: { 'few-arguments': fewArguments, 'file-name': fileName, 'no-unsafe-sql': noUnsafeSql } };

const clock = 'Pure code takes `now: Date` as its last argument.';
const impureSyntax = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: clock },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.name='Date']", message: clock },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Pure code has no chance in it.',
  },
  { selector: 'ImportExpression', message: 'Pure code imports nothing at run time.' },
];
const impureGlobals = [
  ...['fetch', 'process', 'console', 'performance', 'crypto', 'globalThis', 'Buffer', 'require', 'WebSocket'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
];

export default ts.config(
  {
    ignores: [
      'dist/',
      'web/build/',
      '**/.svelte-kit/',
      'coverage/',
      '.cache/',
      'test-results/',
      'playwright-report/',
      '.plumbline/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    plugins: { plumbline },
    languageOptions: { globals: globals.node },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: false, skipComments: false, IIFEs: true }],
      'no-console': 'off',
      'no-undef': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-const': 'error',
      'plumbline/few-arguments': 'error',
      'plumbline/file-name': 'error',
      'plumbline/no-unsafe-sql': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['server/**/*.ts', 'cli/**/*.ts', 'bench/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['checks/**/*.ts', 'alerts/**/*.ts', 'calendar/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-syntax': ['error', ...impureSyntax],
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({ name, message: 'Pure code only decides.' })),
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'Pure code imports nothing of Node.' }] },
      ],
    },
  },
  {
    files: ['web/**/*.svelte', 'web/**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': 'error',
      'svelte/no-at-html-tags': 'error',
      // The paths of links are checked by following them in the browser tests; the app is always mounted at the root.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  // Migrations are files of ours, and the name of the managed database is a constant: no value from outside gets there.
  { files: ['server/database/migrate.ts', 'server/database/managed.ts'], rules: { 'plumbline/no-unsafe-sql': 'off' } },
  // Statements about tables take no parameters; their names and bounds are Mondays.
  { files: ['server/store/lineage/partitions.ts'], rules: { 'plumbline/no-unsafe-sql': 'off' } },
  // Names of tables and columns, and the user's own query, cannot be parameters; the profiler quotes names and only reads.
  { files: ['cli/profile/database/postgres-session.ts'], rules: { 'plumbline/no-unsafe-sql': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off', 'plumbline/few-arguments': 'off' } },
  { files: ['server/store/schema.ts'], rules: { 'max-lines': 'off' } },
  {
    files: tests,
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'plumbline/few-arguments': 'off',
      'plumbline/no-unsafe-sql': 'off',
    },
  },
);
