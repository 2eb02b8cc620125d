const tests = '(\\.test\\.ts|\\.spec\\.ts|/testing\\.ts|/testing/)';
const ours = '^(alerts|bench|calendar|checks|cli|server|test|web)/';

/** A rule with severity error; `comment` is what somebody reads who broke it. */
const arrow = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    arrow('no-cycles', 'A cycle has no first file to read.', {}, { circular: true }),
    arrow(
      'no-orphans',
      'Nothing reaches this file.',
      {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '\\.config\\.(js|ts)$',
          '\\.cjs$',
          '^web/src/(routes|app)',
          '^(deploy|test|bench)/',
          tests,
        ],
      },
      {},
    ),
    arrow(
      'all-resolves',
      'The file or package is not there.',
      {},
      { couldNotResolve: true, pathNot: '^(\\$(app|env|service-worker)/|\\./\\$types)' },
    ),
    arrow(
      'checks-are-alone',
      'checks/ decides from its arguments: nothing of ours but calendar/, nothing of Node.',
      { path: '^(checks|calendar)/', pathNot: tests },
      { pathNot: ['^(checks|calendar)/', 'node_modules/(simple-statistics|yaml|re2js|date-holidays)/'] },
    ),
    arrow(
      'alerts-are-alone',
      'alerts/ decides from its arguments: nothing of ours but calendar/, not even checks/.',
      { path: '^alerts/', pathNot: tests },
      { pathNot: ['^(alerts|calendar)/', 'node_modules/re2js/'] },
    ),
    arrow(
      'pure-tests-stay-below',
      'A test of pure code needs no server.',
      { path: '^(checks|calendar|alerts)/', pathNot: '^$' },
      { path: '^(server|cli|web)/' },
    ),
    arrow(
      'checks-by-the-door',
      'Enter checks/ through its index.ts.',
      { pathNot: '^checks/' },
      { path: '^checks/', pathNot: '^checks/index\\.ts$' },
    ),
    arrow(
      'alerts-by-the-door',
      'Enter alerts/ through its index.ts.',
      { pathNot: '^alerts/' },
      { path: '^alerts/', pathNot: '^alerts/index\\.ts$' },
    ),
    arrow(
      'calendar-by-the-door',
      'Enter calendar/ through its index.ts, or holidays.ts, which is slow to load.',
      { pathNot: '^calendar/' },
      { path: '^calendar/', pathNot: '^calendar/(index|holidays)\\.ts$' },
    ),
    arrow(
      'store-looks-up-at-nothing',
      'server/store/ is SQL; it takes types, no code, from checks/ and alerts/.',
      { path: '^server/store/', pathNot: tests },
      { path: ours, pathNot: ['^server/(store|database)/', '^(checks|alerts)/'] },
    ),
    arrow(
      'store-takes-types-only',
      'server/store/ is SQL; it takes types, no code, from checks/ and alerts/.',
      { path: '^server/store/', pathNot: tests },
      { path: '^(checks|alerts)/', dependencyTypesNot: ['type-only'] },
    ),
    arrow(
      'database-looks-up-at-nothing',
      'server/database/ brings up Postgres and knows none of what is kept in it.',
      { path: '^server/database/', pathNot: tests },
      { path: ours, pathNot: ['^server/(database|config)/', '^server/(log|operator-error)\\.ts$'] },
    ),
    arrow(
      'only-the-store-knows-sql',
      'Write a function in server/store/; cli/profile/database/ measures databases of others, none of ours.',
      { path: ours, pathNot: ['^server/(store|database)/', '^cli/profile/database/', '^(bench|test)/'] },
      { path: 'node_modules/(drizzle-orm|postgres|pg|mysql2)/' },
    ),
    arrow(
      'only-the-api-knows-http',
      'Requests and answers end in server/api/.',
      { path: ours, pathNot: ['^server/(api/|main\\.ts$)', '^(bench|test)/'] },
      { path: 'node_modules/(hono|@hono)/' },
    ),
    arrow(
      'api-asks-the-flow',
      'server/api/ carries; starting, delivering and the database are not its business.',
      { path: '^server/api/', pathNot: tests },
      { path: '^server/(channels|main\\.ts|admin\\.ts)' },
    ),
    arrow(
      'flow-knows-no-http',
      'server/flow/ is called by server/api/, never the other way round.',
      { path: '^server/flow/', pathNot: tests },
      { path: '^server/(api|main\\.ts|admin\\.ts)' },
    ),
    arrow(
      'openlineage-only-translates',
      'server/openlineage/ turns an event into what we know; it takes types, no code, from checks/.',
      { path: '^server/openlineage/', pathNot: tests },
      { path: ours, pathNot: ['^server/openlineage/', '^checks/index\\.ts$'] },
    ),
    arrow(
      'openlineage-by-the-door',
      'Enter server/openlineage/ through its index.ts.',
      { path: ours, pathNot: '^server/openlineage/' },
      { path: '^server/openlineage/', pathNot: '^server/openlineage/index\\.ts$' },
    ),
    arrow(
      'channels-ship-alerts-only',
      'A channel takes a message of alerts/ and says what became of it.',
      { path: '^server/channels/', pathNot: tests },
      { path: ours, pathNot: ['^server/channels/', '^alerts/'] },
    ),
    arrow(
      'only-main-knows-the-channels',
      'server/main.ts passes the channels in.',
      { path: ours, pathNot: ['^server/(channels/|assemble\\.ts$)', tests, '^test/'] },
      { path: '^server/channels/' },
    ),
    arrow(
      'shapes-are-zod-only',
      'The web takes types from the shapes: they must pull nothing in.',
      { path: '^server/api/shapes/', pathNot: tests },
      { pathNot: ['^server/api/shapes/', 'node_modules/(zod|@hono/zod-openapi)/'] },
    ),
    arrow(
      'web-knows-the-shapes-only',
      'The web knows the server by its answers.',
      { path: '^web/', pathNot: '^web/(e2e/|playwright\\.config\\.ts$)' },
      { path: ours, pathNot: ['^web/', '^server/api/shapes/'] },
    ),
    arrow(
      'web-takes-types-only',
      'Use `import type`: no code of the server goes to the browser.',
      { path: '^web/', pathNot: '^web/(e2e/|playwright\\.config\\.ts$)' },
      { path: '^server/', dependencyTypesNot: ['type-only'] },
    ),
    arrow(
      'cli-speaks-http',
      'The command line uses the API; server/main.ts and server/admin.ts are for serve and the administrative commands.',
      { path: '^cli/', pathNot: tests },
      {
        path: ours,
        pathNot: ['^cli/', '^(checks|alerts)/', '^server/(main|admin)\\.ts$', '^server/api/shapes/'],
      },
    ),
    arrow(
      'cli-takes-shapes-as-types',
      'The command line takes types, no code, from the shapes.',
      { path: '^cli/', pathNot: tests },
      { path: '^server/api/shapes/', dependencyTypesNot: ['type-only'] },
    ),
    arrow(
      'nobody-imports-the-ends',
      'cli/, web/, bench/ and test/ are ends.',
      { path: '^server/', pathNot: tests },
      { path: '^(cli|web|bench|test)/' },
    ),
    arrow(
      'no-tests-in-the-product',
      'Tests import the product.',
      { path: ours, pathNot: [tests, '^(web/e2e|test|bench)/'] },
      { path: tests },
    ),
    arrow(
      'no-dev-dependency-in-the-product',
      'It is not there after `npm ci --omit=dev`.',
      { path: '^(server|checks|alerts|calendar|cli)/', pathNot: tests },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.cache|\\.svelte-kit|web/build)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    webpackConfig: { fileName: 'test/tooling/web-resolve.cjs' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
      extensions: ['.ts', '.js', '.cjs', '.svelte', '.d.ts'],
    },
  },
};
