import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mainOf, read } from '../testing/crates.ts';

function linksOf(
  node: Record<string, unknown>,
  ...nodes: Record<string, unknown>[]
): string[] {
  return read(mainOf(node, ...nodes)).runnable.elsewhere.map(({ url }) => url);
}

const lang = (identifier: string) => ({ programmingLanguage: { identifier } });
const galaxy = lang('https://galaxyproject.org/');

describe('where a package can run instead', () => {
  it('is a Galaxy server, with the workflow where its registry has it', () => {
    const version =
      'https://dockstore.org/api/ga4gh/trs/v2/tools/%23workflow%2Fgithub.com%2Fa%2Fb/versions/main';
    const query = `trs_import?trs_url=${encodeURIComponent(version)}&run_form=true`;
    const id = `${version}/PLAIN_GALAXY/descriptor//x.ga`;
    assert.deepEqual(linksOf({ '@id': id }), [
      `https://usegalaxy.eu/workflows/${query}`
    ]);
    assert.deepEqual(
      linksOf({ '@id': id, runtimePlatform: 'https://usegalaxy.org/' }),
      [`https://usegalaxy.org/workflows/${query}`]
    );
    assert.deepEqual(
      linksOf({ '@id': 'https://data.example.org/x.ga', ...galaxy }),
      ['https://usegalaxy.eu/']
    );
  });

  it('is the platform of a service, the stated one before the public one', () => {
    const vip = lang('https://vip.creatis.insa-lyon.fr/');
    assert.deepEqual(linksOf({ '@id': 'CQUEST/0.6', ...vip }), [
      'https://vip.creatis.insa-lyon.fr/'
    ]);
    assert.deepEqual(
      linksOf({
        '@id': 'https://data.example.org/fdl.json',
        runtimePlatform: 'https://oscar.example.org/ui',
        ...lang('https://oscar.grycap.net/')
      }),
      ['https://oscar.example.org/ui']
    );
  });

  it('is Binder for a repository', () => {
    assert.deepEqual(linksOf({ '@id': 'https://github.com/a/b.git' }), [
      'https://replay.notebooks.egi.eu/v2/gh/a/b/HEAD',
      'https://mybinder.org/v2/gh/a/b/HEAD'
    ]);
    assert.deepEqual(
      linksOf({ '@id': 'https://gitlab.com/a/b/c/-/tree/v1%2F2' })[1],
      'https://mybinder.org/v2/gl/a%2Fb%2Fc/v1%2F2'
    );
    assert.deepEqual(
      linksOf({ '@id': 'https://doi.org/10.5281/zenodo.12345678' })[1],
      'https://mybinder.org/v2/zenodo/10.5281/zenodo.12345678/'
    );
    assert.deepEqual(
      linksOf({ '@id': 'https://git.example.org/a.git', version: 'main' })[1],
      'https://mybinder.org/v2/git/https%3A%2F%2Fgit.example.org%2Fa.git/main'
    );
  });

  it('names the notebook that is to be opened', () => {
    const tool = {
      '@id': '#tool-metadata',
      '@type': 'Thing',
      rawDefinition: { notebook_path: 'work/explore me.ipynb', branch: 'dev' }
    };
    assert.equal(
      linksOf({ '@id': 'https://github.com/a/b' }, tool)[1],
      'https://mybinder.org/v2/gh/a/b/dev?urlpath=lab%2Ftree%2Fwork%2Fexplore%20me.ipynb'
    );
  });

  it('is nowhere that is not public and https', () => {
    for (const runtimePlatform of [
      'http://oscar.example.org/',
      'https://localhost:8443/',
      'https://10.0.0.1/',
      'javascript:alert(1)',
      'https://user:secret@'
    ]) {
      assert.deepEqual(
        linksOf({
          '@id': 'https://data.example.org/fdl.json',
          runtimePlatform,
          ...lang('https://oscar.grycap.net/')
        }),
        ['https://oscar.vre.eosc-data-commons.eu/']
      );
    }
  });

  it('is not said for what runs here', () => {
    assert.deepEqual(
      linksOf({ '@id': 'https://data.example.org/a.ipynb' }),
      []
    );
  });
});
