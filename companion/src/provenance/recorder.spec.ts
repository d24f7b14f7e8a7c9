import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  cancelled,
  container,
  failed,
  fromPackage,
  sweep
} from './testing/outcomes.ts';
import { entity, idsOf, record } from './testing/recording.ts';
import { JOB_ID } from './testing/sample-run.ts';

describe('the record of a notebook', () => {
  it('tells what ran, with which values, on what, and what came of it', async () => {
    const { crate, name } = await record();
    assert.equal(name, 'ro-crate-metadata.json');
    const root = entity(crate, './');
    assert.deepEqual(idsOf(root['conformsTo']), [
      'https://w3id.org/ro/wfrun/process/0.5',
      'https://w3id.org/ro/wfrun/workflow/0.5',
      'https://w3id.org/workflowhub/workflow-ro-crate/1.0'
    ]);
    assert.deepEqual(idsOf(root['mainEntity']), ['job-source/masses.ipynb']);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.deepEqual(idsOf(root['mentions']), [action['@id']]);
    assert.deepEqual(idsOf(action['instrument']), ['job-source/masses.ipynb']);
    assert.equal(action['startTime'], '2026-11-22T05:00:00.000+00:00');
    assert.equal(action['endTime'], '2026-11-22T05:01:30.500+00:00');
    assert.equal(
      action['actionStatus'],
      'http://schema.org/CompletedActionStatus'
    );
    assert.ok(!('error' in action));
    assert.match(
      String(action['description']),
      /^The notebook masses\.ipynb with the kernel python3\. Run by HTCondor as job 1234\.0; asked for 1 processor, 2000 MiB of memory, 1200 s\./
    );
    const [value, input] = idsOf(action['object']);
    assert.deepEqual(entity(crate, value ?? ''), {
      '@id': '#value-1-cut',
      '@type': 'PropertyValue',
      name: 'cut',
      exampleOfWork: { '@id': '#parameter-cut' },
      value: 2.5
    });
    assert.deepEqual(entity(crate, '#parameter-cut'), {
      '@id': '#parameter-cut',
      '@type': 'FormalParameter',
      name: 'cut',
      additionalType: 'Number',
      workExample: { '@id': '#value-1-cut' }
    });
    assert.deepEqual(entity(crate, input ?? ''), {
      '@id': '#input-1-data%2Fmuons%2C%20all.csv',
      '@type': 'CreativeWork',
      name: 'data/muons, all.csv',
      contentSize: '7',
      sha256: 'b'.repeat(64),
      encodingFormat: 'text/csv'
    });
    assert.deepEqual(idsOf(action['result']), [
      'masses.csv',
      'masses.ipynb',
      '#exitStatus-0'
    ]);
    assert.match(
      String(entity(crate, 'masses.csv')['sha256']),
      /^[0-9a-f]{64}$/
    );
    assert.deepEqual(idsOf(entity(crate, 'job-stdout.txt')['about']), [
      action['@id']
    ]);
    assert.deepEqual(entity(crate, '#site-pool'), {
      '@id': '#site-pool',
      '@type': 'Place',
      name: 'Pool of the laboratory',
      description: 'Run by HTCondor, in the queue espresso.',
      url: 'https://htcondor.org/'
    });
    assert.equal(entity(crate, '#usage-0-peakMemory')['value'], 157_548_544);
  });

  it('names the software with its versions', async () => {
    const { crate } = await record();
    const environment = entity(crate, '#environment-1');
    assert.equal(environment['name'], 'Python 3.11.2 on Linux 6.1.0');
    assert.deepEqual(idsOf(environment['softwareRequirements']), [
      '#kernel-python3',
      '#worker-0.1.0',
      '#package-ipykernel-7.1.0',
      '#package-numpy-2.3.4'
    ]);
    assert.equal(
      entity(crate, '#package-numpy-2.3.4')['identifier'],
      'pkg:pypi/numpy@2.3.4'
    );
    assert.deepEqual(
      idsOf(entity(crate, 'job-source/masses.ipynb')['softwareRequirements']),
      ['#environment-1']
    );
  });

  it('names the image that it ran in by its parts', async () => {
    const { crate } = await record(container);
    const [id = ''] = idsOf(entity(crate, `#run-${JOB_ID}`)['containerImage']);
    assert.deepEqual(entity(crate, id), {
      '@id': id,
      '@type': 'ContainerImage',
      additionalType: {
        '@id': 'https://w3id.org/ro/terms/workflow-run#DockerImage'
      },
      registry: 'registry.example.org',
      name: 'lab/root',
      tag: '6.36',
      sha256: 'c'.repeat(64)
    });
  });

  it('leads to the package that it is a part of', async () => {
    const { crate } = await record({}, fromPackage);
    const [id = ''] = idsOf(entity(crate, './')['isBasedOn']);
    assert.deepEqual(entity(crate, id), {
      '@id': 'https://packages.example.org/muons',
      '@type': 'CreativeWork',
      name: 'Muons',
      identifier: '10.5281/zenodo.1',
      license: { '@id': 'https://creativecommons.org/licenses/by/4.0/' }
    });
    const source = entity(crate, 'job-source/masses.ipynb');
    assert.equal(source['url'], 'https://code.example.org/masses.ipynb');
    const [, input = ''] = idsOf(entity(crate, `#run-${JOB_ID}`)['object']);
    assert.deepEqual(idsOf(entity(crate, input)['isBasedOn']), [
      'https://data.example.org/muons.csv'
    ]);
  });

  it('claims no workflow that is not here any more', async () => {
    const { crate } = await record({ withoutFolder: true });
    const root = entity(crate, './');
    assert.deepEqual(idsOf(root['conformsTo']), [
      'https://w3id.org/ro/wfrun/process/0.5'
    ]);
    assert.equal(entity(crate, '#source')['@type'], 'SoftwareSourceCode');
  });

  it('leaves a crate of the job itself as it is', async () => {
    const { crate, name, results } = await record({
      outputs: [['ro-crate-metadata.json', 'job-source/x']]
    });
    assert.equal(name, 'job-ro-crate-metadata.json');
    assert.equal(
      readFileSync(join(results, 'ro-crate-metadata.json'), 'utf8'),
      'content of ro-crate-metadata.json'
    );
    entity(crate, 'job-source-2/masses.ipynb');
  });
});

describe('the record of another outcome', () => {
  it('says why a task failed', async () => {
    const { crate } = await record(failed);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.equal(
      action['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
    assert.match(
      String(action['error']),
      /^Cell 3 failed: FileNotFoundError: 'muons\.csv'.*Bring the file along\.$/
    );
    assert.equal(entity(crate, '#exitStatus-0')['value'], 1);
  });

  it('says that one was cancelled before it began', async () => {
    const { crate } = await record(cancelled);
    const action = entity(crate, `#run-${JOB_ID}`);
    assert.equal(
      action['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
    assert.equal(action['error'], 'It ended as cancelled.');
    assert.ok(!('startTime' in action));
    assert.deepEqual(idsOf(action['object']), ['#value-1-cut']);
  });

  it('has an action for each task of a sweep', async () => {
    const { crate } = await record(sweep);
    const actions = idsOf(entity(crate, './')['mentions']);
    assert.deepEqual(actions, [
      `#run-${JOB_ID}-0`,
      `#run-${JOB_ID}-1`,
      `#run-${JOB_ID}-2`,
      '#inputs-1'
    ]);
    const objects = actions
      .slice(0, 3)
      .map(id => idsOf(entity(crate, id)['object']));
    assert.deepEqual(objects, [
      ['#value-1-cut', '#inputs-1'],
      ['#value-2-cut', '#inputs-1'],
      ['#value-2-cut', '#inputs-1']
    ]);
    assert.deepEqual(idsOf(entity(crate, '#inputs-1')['hasPart']).length, 2);
    assert.deepEqual(
      idsOf(entity(crate, `#run-${JOB_ID}-2`)['result'])[0],
      'task-2/masses.csv'
    );
    assert.equal(
      entity(crate, `#run-${JOB_ID}-1`)['actionStatus'],
      'http://schema.org/FailedActionStatus'
    );
  });
});
