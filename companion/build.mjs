/**
 * Bundles the companion into a folder that Node runs without node_modules.
 *
 *   node companion/build.mjs [FOLDER]
 *
 * writes (default `jupyterlab_sciencemesh/companion/`) `main.mjs` with the
 * modules that it loads, one for each part that sources import on demand and
 * for each thread, the files that sources load by
 * `new URL('./name', import.meta.url)` under `assets/`, and the licences of all
 * bundled packages in `third-party-licenses.txt`.
 */
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licencesOf } from './licences.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const sources = join(here, 'src');
// Python that batch jobs take along; it comes from beside the bridge.
const worker = join(root, 'jupyterlab_sciencemesh', 'worker');
const target = resolve(
  process.argv[2] ?? join(root, 'jupyterlab_sciencemesh', 'companion')
);

// What runs in threads of its own: a bundle for each, started by its address.
const threads = [join(sources, 'publish/engine/hashing/hashing-worker.ts')];

// CommonJS packages inside the bundle (fastify, pino) call `require` for Node's
// own modules, which an ES module does not have.
const banner = [
  "import { createRequire as createRequireForBundle } from 'node:module';",
  'const require = createRequireForBundle(import.meta.url);'
].join('\n');

const assetReference =
  /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1\s*,\s*import\.meta\.url\s*\)/g;

/**
 * Redirects `new URL('./name', import.meta.url)` to the folder beside the
 * bundle, where the relative place of the source is lost, and notes the files.
 * A thread lies right beside the bundle.
 */
function assets(found) {
  return {
    name: 'assets',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(sources + sep)) {
          return undefined;
        }
        const text = await readFile(path, 'utf8');
        const contents = text.replace(assetReference, (_, __, reference) => {
          const file = resolve(dirname(path), reference);
          if (threads.includes(file)) {
            return `new URL('./${basename(file, '.ts')}.mjs', import.meta.url)`;
          }
          const name = file.startsWith(worker + sep)
            ? join('worker', relative(worker, file))
            : relative(sources, file).split(sep).join('/');
          if (name.startsWith('..') || name.endsWith('.ts')) {
            throw new Error(`${path}: ${reference} cannot be an asset`);
          }
          found.set(name, file);
          return `new URL('./assets/${name}', import.meta.url)`;
        });
        return { contents, loader: 'ts' };
      });
    }
  };
}

/**
 * Takes `node:http` by `require`: to import it as an ES module, Node reads all
 * that it exports, also what it would only make when asked, its own `WebSocket`
 * and with that a whole second HTTP client, of some 4 MiB.
 */
const leanHttp = {
  name: 'lean-http',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'required' } : undefined
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require('${path}');`
    }));
  }
};

// Built aside and renamed, so that a running server never starts half a file.
const staging = `${target}.new`;
await rm(staging, { recursive: true, force: true });
await mkdir(staging, { recursive: true });

const found = new Map();
const result = await build({
  absWorkingDir: root,
  entryPoints: [join(sources, 'main.ts'), ...threads],
  entryNames: '[name]',
  outdir: staging,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // What an idle companion has not used stays out of its memory. All modules
  // lie beside each other, as each of them may refer to `./assets/`.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  banner: { js: banner },
  charset: 'ascii',
  legalComments: 'none',
  // Fastify asks for these only where a server brings no compilers of its own.
  external: ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'],
  // Node keeps the text in memory; names stay, for the log.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 160,
  logLevel: 'warning',
  metafile: true,
  plugins: [assets(found), leanHttp]
}).catch(() => process.exit(1)); // esbuild has said what is wrong

// With one character beyond ASCII, V8 keeps the whole text at two bytes each;
// esbuild leaves those of regular expressions as they are.
for (const output of Object.keys(result.metafile.outputs)) {
  const module = join(root, output);
  const text = await readFile(module, 'utf8');
  await writeFile(
    module,
    text.replace(
      /[\u0080-\uffff]/g,
      unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
    )
  );
}

for (const [name, file] of found) {
  await cp(file, join(staging, 'assets', name));
}
await writeFile(
  join(staging, 'third-party-licenses.txt'),
  await licencesOf(Object.keys(result.metafile.inputs), root)
);
await rm(target, { recursive: true, force: true });
await rename(staging, target);
