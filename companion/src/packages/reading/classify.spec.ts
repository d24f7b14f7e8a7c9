import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codesOf, crateOf, mainOf, read } from '../testing/crates.ts';

const AT = 'https://data.example.org/tools';

/** Kind and language of a package with that main entity. */
function kindOf(
  id: string,
  more: Record<string, unknown> = {},
  included: string[] = []
): string {
  const { kind, language } = read(mainOf({ '@id': id, ...more }), {
    included: new Set(included)
  });
  return language === null ? kind : `${kind} ${language}`;
}

const stated = (identifier: string) => ({
  programmingLanguage: { '@type': 'ComputerLanguage', identifier }
});

const ROUTERS = [
  'https://qa.cernbox.cern.ch',
  'https://eosc.cernbox.cern.ch',
  'https://cernbox.cern.ch/',
  'https://jupyter.org/binder/',
  'https://jupyter.org',
  'https://rrp-eosc.ethz.ch',
  ''
];

describe('what is to be run', () => {
  it('is a notebook by its address, its type, its name, or its bytes', () => {
    assert.equal(kindOf(`${AT}/a.ipynb`), 'notebook');
    assert.equal(kindOf(`${AT}/a.IPYNB?raw=1`), 'notebook');
    const encodingFormat = 'application/x-ipynb+json';
    assert.equal(kindOf(`${AT}/download?id=1`, { encodingFormat }), 'notebook');
    assert.equal(kindOf(`${AT}/1`, { name: 'a.ipynb' }), 'notebook');
    assert.equal(kindOf('#workflow', { url: `${AT}/a.ipynb` }), 'notebook');
    assert.equal(kindOf('nb/a.ipynb', {}, ['nb/a.ipynb']), 'notebook');
  });

  it('is a script in the language of its name or type', () => {
    for (const [name, language] of [
      ['a.py', 'python'],
      ['a.R', 'r'],
      ['a.Rmd', 'r'],
      ['a.qmd', 'r'],
      ['a.jl', 'julia'],
      ['a.sh', 'shell']
    ] as const) {
      assert.equal(kindOf(`${AT}/${name}`), `script ${language}`);
      assert.equal(kindOf(name, {}, [name]), `script ${language}`);
    }
    assert.equal(
      kindOf(`${AT}/1`, { encodingFormat: 'text/x-python' }),
      'script python'
    );
    assert.equal(
      kindOf(`${AT}/run`, stated('https://www.python.org/')),
      'script python'
    );
  });

  it('is told from the file, not from who routed the package', () => {
    for (const router of ROUTERS) {
      assert.equal(kindOf(`${AT}/a.py`, stated(router)), 'script python');
      assert.equal(kindOf(`${AT}/a.ipynb`, stated(router)), 'notebook');
      assert.equal(
        kindOf(`https://github.com/a/b`, stated(router)),
        'repository'
      );
      assert.equal(kindOf('dummy-tool', stated(router)), 'data');
    }
  });

  it('is a repository at a git host, behind a DOI, or with an identifier', () => {
    for (const id of [
      'https://github.com/recap/DataLens',
      'https://github.com/a/b/tree/v1/notebooks',
      'https://gitlab.cern.ch/a/b/c',
      'https://git.example.org/a.git',
      'git@github.com:a/b.git',
      'https://doi.org/10.5281/zenodo.12345678',
      '10.5281/zenodo.12345678',
      'https://zenodo.org/records/12345678',
      'https://dataverse.nl/dataset.xhtml?persistentId=doi:10.1/X',
      `swh:1:dir:${'0a'.repeat(20)}`
    ]) {
      assert.equal(kindOf(id), 'repository', id);
    }
    const codeRepository = 'https://github.com/a/b';
    assert.equal(kindOf('package/', { codeRepository }), 'repository');
  });

  it('is the repository of a notebook that did not come along', () => {
    const { kind, hints, main } = read(
      mainOf({ '@id': 'nb/a.ipynb', url: 'https://github.com/a/b' })
    );
    assert.equal(kind, 'repository');
    assert.equal(hints.notebookPath, 'nb/a.ipynb');
    assert.equal(main?.url, 'https://github.com/a/b');
  });

  it('is a workflow by its name, its registry, or its language', () => {
    for (const [id, identifier, language] of [
      [`${AT}/a.cwl`, '', 'cwl'],
      [`${AT}/Snakefile`, '', 'snakemake'],
      [`${AT}/a.smk`, '', 'snakemake'],
      [`${AT}/main.nf`, '', 'nextflow'],
      [`${AT}/a.ga`, '', 'galaxy'],
      [
        'https://dockstore.org/api/ga4gh/trs/v2/tools/x/versions/main/PLAIN_GALAXY/descriptor//x',
        '',
        'galaxy'
      ],
      [
        'https://workflowhub.eu/ga4gh/trs/v2/tools/1/versions/1',
        'https://galaxyproject.org/',
        'galaxy'
      ],
      [`${AT}/workflow.json`, 'https://w3id.org/cwl/v1.2/', 'cwl'],
      [
        'https://github.com/nf-core/rnaseq',
        'https://www.nextflow.io/',
        'nextflow'
      ],
      [
        'https://github.com/a/b',
        'https://doi.org/10.1093/bioinformatics/bts480',
        'snakemake'
      ],
      [`${AT}/a.knwf`, '', 'knime']
    ] as const) {
      const more = identifier === '' ? {} : stated(identifier);
      assert.equal(kindOf(id, more), `workflow ${language}`, id);
    }
    const programmingLanguage = {
      '@id': 'https://w3id.org/workflowhub/workflow-ro-crate#galaxy'
    };
    assert.equal(kindOf(`${AT}/x`, { programmingLanguage }), 'workflow galaxy');
  });

  it('is a service where only its platform can run it', () => {
    for (const [id, identifier, language] of [
      ['CQUEST/0.6', 'https://vip.creatis.insa-lyon.fr/', 'vip'],
      [
        'https://vip.creatis.insa-lyon.fr/rest/pipelines/CQUEST/0.6',
        'https://vip.creatis.insa-lyon.fr/',
        'vip'
      ],
      [
        'https://workflowhub.eu/workflows/1747/git/1/raw/workflow_simple.json',
        'http://scipion.i2pc.es/',
        'scipion'
      ],
      [`${AT}/cowsay.json`, 'https://oscar.grycap.net/', 'oscar'],
      ['#workflow', 'https://github.com/CERIT-SC/mddash', 'mddash']
    ] as const) {
      const {
        kind,
        language: found,
        runnable
      } = read(mainOf({ '@id': id, ...stated(identifier) }));
      assert.equal(`${kind} ${found}`, `service ${language}`);
      assert.equal(runnable.here, false);
      assert.match(runnable.reason ?? '', /not in JupyterLab/);
    }
  });

  it('is the repository of MDDash, whose notebooks can be had', () => {
    const { kind, runnable } = read(
      mainOf({
        '@id': 'https://github.com/sb-ncbr/mddash-notebooks.git',
        runtimePlatform: 'https://mddash.cerit-sc.cz/',
        ...stated('https://github.com/CERIT-SC/mddash')
      })
    );
    assert.equal(kind, 'repository');
    assert.ok(runnable.here);
    assert.equal(runnable.elsewhere[0]?.url, 'https://mddash.cerit-sc.cz/');
  });

  it('is nothing for stand-ins, host names, data, and what dangles', () => {
    for (const id of [
      'dummy-tool',
      '#dummy-tool',
      'TBD',
      'cernbox.cern.ch',
      'https://cernbox.cern.ch/',
      'some-tool-id'
    ]) {
      const result = read(mainOf({ '@id': id }));
      assert.equal(result.kind, 'data', id);
      assert.equal(result.main, null);
      assert.ok(result.runnable.here);
      assert.ok(codesOf(result).some(code => code.startsWith('main-')));
    }
    const dangling = read(crateOf({ mainEntity: { '@id': 'gone.ipynb' } }));
    assert.equal(dangling.kind, 'data');
    assert.ok(codesOf(dangling).includes('main-dangling'));
  });

  it('is data when it is data, which then is a file like others', () => {
    const csv = { '@id': `${AT}/a.csv`, '@type': 'File' };
    const result = read(crateOf({ mainEntity: { '@id': csv['@id'] } }, csv));
    assert.equal(result.kind, 'data');
    assert.deepEqual(
      result.files.map(({ path }) => path),
      ['data/a.csv']
    );
    assert.ok(codesOf(result).includes('main-is-data'));
  });

  it('is never among the files', () => {
    const main = `${AT}/a.ipynb`;
    const { files, warnings } = read(
      mainOf(
        { '@id': main },
        { '@id': '#copy', '@type': 'File', url: main },
        { '@id': `${AT}/b.csv`, '@type': 'File' }
      )
    );
    assert.deepEqual(
      files.map(({ id }) => id),
      [`${AT}/b.csv`]
    );
    assert.ok(warnings.some(({ code }) => code === 'main-repeated'));
  });

  it('is not guessed, but pointed at', () => {
    const { kind, warnings, files } = read(
      crateOf({}, { '@id': `${AT}/a.ipynb`, '@type': 'File' })
    );
    assert.equal(kind, 'data');
    assert.equal(files.length, 1);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['main-missing', 'main-among-files']
    );
  });
});

describe('whether it runs here', () => {
  it('is yes for what a notebook can run, with what it needs', () => {
    for (const [name, reason] of [
      ['a.ipynb', null],
      ['a.py', null],
      ['a.cwl', /cwltool/],
      ['Snakefile', /Snakemake/],
      ['main.nf', /Nextflow and Java/]
    ] as const) {
      const { runnable } = read(mainOf({ '@id': `${AT}/${name}` }));
      assert.ok(runnable.here);
      if (reason === null) {
        assert.equal(runnable.reason, null);
      } else {
        assert.match(runnable.reason ?? '', reason);
      }
    }
  });

  it('is no for what did not come along and has no address', () => {
    for (const [id, kind] of [
      ['a.ipynb', 'notebook'],
      ['a.py', 'script'],
      ['a.cwl', 'workflow']
    ]) {
      const result = read(mainOf({ '@id': id }));
      assert.equal(result.kind, kind);
      assert.equal(result.main?.source, 'missing');
      assert.equal(result.runnable.here, false);
      assert.match(result.runnable.reason ?? '', /Ask the sender/);
    }
  });

  it('is no for a platform that nobody here knows', () => {
    const { kind, runnable } = read(
      mainOf(
        {
          '@id': '#workflow',
          url: 'https://www.bonvinlab.org/haddock3/examples.html',
          programmingLanguage: { '@id': '#haddock' }
        },
        { '@id': '#haddock', '@type': 'ComputerLanguage', name: 'Haddock' }
      )
    );
    assert.equal(kind, 'service');
    assert.match(runnable.reason ?? '', /Haddock/);
    assert.equal(runnable.elsewhere[0]?.name, 'www.bonvinlab.org');
  });
});
