/**
 * Which way imports go (docs/architecture.md draws the picture).
 */

/** The rooms of the companion, from the ground up: each may use those below. */
const rooms = [
  'http',
  'store',
  'storage',
  'transfers',
  'packages',
  'ocm',
  'cs3',
  'cernbox',
  'providers',
  'drive',
  'contents',
  'copies',
  'mirrors',
  'kernels',
  'compute',
  'provenance',
  'jobs',
  'publish',
  'config.ts',
  'api',
  'app.ts',
  'command-line',
  'main.ts'
];

const companion = 'companion/src';
const specs = '\\.spec\\.tsx?$|/testing/';

/** The rooms of `packages/`, from the ground up as well. */
const packageRooms = [
  'crate',
  'reading',
  'notebook',
  'checking',
  'working-copy',
  'running',
  'loading',
  'generated',
  'attached',
  'repository',
  'opening',
  'library'
];

/** The adapters of `publish/`. */
const repositories = ['invenio-rdm', 'dataverse', 'bundle'];

/** Each room of a list imports nothing from those that come after it. */
const upwards = (folder, list) =>
  list.slice(0, -1).map((room, level) => ({
    name: `${room}-uses-only-rooms-below`,
    comment: `The room ${room} imports nothing from the rooms that build on it.`,
    severity: 'error',
    from: { path: `^${folder}/${room}(/|$)`, pathNot: specs },
    to: {
      path: `^${folder}/(${list.slice(level + 1).join('|')})(/|$)`,
      pathNot: specs
    }
  }));

export default {
  forbidden: [
    ...upwards(companion, rooms),
    ...upwards(`${companion}/packages`, packageRooms),
    {
      name: 'every-room-has-a-floor',
      comment: 'A new room of the companion is named above, in its place.',
      severity: 'error',
      from: {},
      to: { path: `^${companion}/(?!(${rooms.join('|')})(/|$))` }
    },
    {
      name: 'every-room-of-packages-has-a-floor',
      comment: 'A new room of packages/ is named above, in its place.',
      severity: 'error',
      from: {},
      to: {
        path: `^${companion}/packages/(?!(${packageRooms.join('|')}|testing)/)`
      }
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'adapters-are-strangers',
      comment: 'Two implementations of one interface never import each other.',
      severity: 'error',
      from: {
        path: `^${companion}/(providers|storage|compute)/([^/]+)/`,
        pathNot: specs
      },
      to: { path: `^${companion}/$1/[^/]+/`, pathNot: `^${companion}/$1/$2/` }
    },
    {
      name: 'repositories-are-strangers',
      comment: 'What two of them need is in publish/http/ or publish/mapping/.',
      severity: 'error',
      from: {
        path: `^${companion}/publish/(${repositories.join('|')})/`,
        pathNot: specs
      },
      to: {
        path: `^${companion}/publish/(${repositories.join('|')})/`,
        pathNot: `^${companion}/publish/$1/`
      }
    },
    {
      name: 'contract-stands-alone',
      comment: 'Schemas depend on the schema library and on nothing else.',
      severity: 'error',
      from: { path: '^contract/src', pathNot: specs },
      to: { pathNot: '^contract/src|node_modules/typebox/' }
    },
    {
      name: 'browser-takes-types-only',
      comment: 'The schemas would pull their library into the page.',
      severity: 'error',
      from: { path: '^src', pathNot: specs },
      to: {
        path: '^contract|sciencemesh-contract',
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'browser-and-companion-meet-in-the-contract',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(companion|peers|demo|ui-tests)/' }
    },
    {
      name: 'companion-ships-alone',
      comment: 'Only tests of the companion may use peers.',
      severity: 'error',
      from: { path: `^${companion}/`, pathNot: specs },
      to: { path: '^(src|peers|demo|ui-tests)/' }
    },
    {
      name: 'plugins-wire-rooms',
      comment: 'A room of the lab extension knows nothing of its plugin.',
      severity: 'error',
      from: { path: '^src/(?!plugins/|index\\.ts)', pathNot: specs },
      to: { path: '^src/plugins/' }
    },
    {
      name: 'tokens-are-light',
      comment: 'Others import the tokens; no widget may come along.',
      severity: 'error',
      from: { path: '^src/tokens\\.ts$' },
      to: { path: '^src/.*\\.tsx$', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'specs-are-leaves',
      severity: 'error',
      from: { pathNot: specs },
      to: { path: '\\.spec\\.tsx?$' }
    },
    {
      name: 'declared-dependencies',
      comment:
        'A package that is imported stands in the package.json beside it.',
      severity: 'error',
      from: { path: `^(src|${companion}|contract/src)/`, pathNot: specs },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        dependencyTypesNot: ['type-only']
      }
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      // Made by the build, beside the compiled file that imports it.
      to: { couldNotResolve: true, pathNot: '/frame\\.txt$' }
    }
  ],
  options: {
    combinedDependencies: false,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(lib|contract/lib)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.d.ts']
    }
  }
};
