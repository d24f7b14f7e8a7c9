import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { offerKernel, readKernels, type Kernel } from './kernels.ts';

const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-kernels-'));
after(() => rmSync(folder, { recursive: true }));

function install(place: string, name: string, content: unknown) {
  mkdirSync(join(folder, place, name), { recursive: true });
  writeFileSync(
    join(folder, place, name, 'kernel.json'),
    typeof content === 'string' ? content : JSON.stringify(content)
  );
}

const kernel = (name: string, language: string): Kernel => ({
  name,
  displayName: `The ${name}`,
  language,
  argv: ['python3'],
  environment: {}
});

describe('readKernels', () => {
  it('reads all folders, the first of a name wins', async () => {
    install('a', 'python3', {
      argv: ['/env/bin/python', '-m', 'ipykernel_launcher'],
      display_name: 'Python 3',
      language: 'python',
      env: { A: 'b', C: 4 }
    });
    install('a', 'broken', '{');
    install('a', 'odd', { argv: 'python' });
    install('b', 'Python3', { argv: ['other'] });
    install('b', 'ir', { argv: ['R'], display_name: 'R', language: 'R' });
    const kernels = await readKernels(
      ['a', 'b', 'missing'].map(name => join(folder, name)).join(delimiter)
    );
    assert.deepEqual(kernels, [
      {
        name: 'ir',
        displayName: 'R',
        language: 'r',
        argv: ['R'],
        environment: {}
      },
      {
        name: 'python3',
        displayName: 'Python 3',
        language: 'python',
        argv: ['/env/bin/python', '-m', 'ipykernel_launcher'],
        environment: { A: 'b' }
      }
    ]);
  });

  it('finds none where none are named', async () => {
    assert.deepEqual(await readKernels(''), []);
  });
});

describe('offerKernel', () => {
  const here = [
    kernel('analysis', 'python'),
    kernel('ir', 'r'),
    kernel('python3', 'python')
  ];
  const offer = (name: string | null, language: string | null) => {
    const { kernel: offered, finding } = offerKernel(here, { name, language });
    return [offered?.name ?? null, finding?.code ?? null];
  };

  it('takes the kernel of that very name', () => {
    assert.deepEqual(offer('analysis', 'python'), ['analysis', null]);
    assert.deepEqual(offer('IR', null), ['ir', null]);
  });

  it('falls back to the language, and says so', () => {
    assert.deepEqual(offer('conda-env-x', 'python'), [
      'python3',
      'kernel-missing'
    ]);
    assert.deepEqual(offer('python2', null), ['python3', 'kernel-missing']);
    assert.match(
      offerKernel(here, { name: 'python2', language: 'python' }).finding
        ?.message ?? '',
      /Python 2 code in it must be changed/
    );
  });

  it('takes Python when the notebook is silent', () => {
    assert.deepEqual(offer(null, null), ['python3', null]);
    assert.deepEqual(offer(null, 'R'), ['ir', null]);
  });

  it('offers none for a language that is not here', () => {
    assert.deepEqual(offer('julia-1.11', null), [null, 'kernel-missing']);
    assert.deepEqual(offer('my-kernel', null), [null, 'kernel-missing']);
    assert.match(
      offerKernel(here, { name: 'julia-1.11', language: 'julia' }).finding
        ?.offer ?? '',
      /IJulia/
    );
  });
});
