/**
 * The examples of the operator guide, through the loader that reads them.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  CernboxConfig,
  CernboxCredential,
  ComputeConfig,
  HtcondorSiteConfig,
  LocalSiteConfig,
  PublishConfig,
  RepositoryConfig,
  SlurmrestdSiteConfig,
  SlurmSiteConfig,
  SshConfig
} from 'sciencemesh-contract';
import { settingsFrom } from './config.ts';

const guide = readFileSync(
  join(import.meta.dirname, '../../docs/operator-guide.md'),
  'utf8'
);
const chapter = (title: string) =>
  new RegExp(`^## ${title}\\n(.*?)^## `, 'ms').exec(guide)?.[1] ?? '';
const examples = [...guide.matchAll(/^```json\n(.*?)^```/gms)].map(
  ([, text = '']) => text
);

describe('the operator guide', () => {
  it('shows configurations that are taken', () => {
    assert.ok(examples.length >= 7);
    for (const text of examples) {
      settingsFrom(JSON.parse(text), text, null);
    }
  });

  it('shows each kind of site', () => {
    const kinds = examples.flatMap(text =>
      settingsFrom(JSON.parse(text), text, null).compute.sites.map(
        ({ kind, ...site }) =>
          kind === 'slurm' && 'ssh' in site ? 'slurm over SSH' : kind
      )
    );
    assert.deepEqual([...new Set(kinds)].toSorted(), [
      'htcondor',
      'local',
      'slurm',
      'slurm over SSH',
      'slurmrestd'
    ]);
  });

  it('names every setting of sites', () => {
    const schemas = [
      ComputeConfig,
      HtcondorSiteConfig,
      LocalSiteConfig,
      SlurmSiteConfig,
      SlurmrestdSiteConfig,
      SshConfig
    ];
    assert.deepEqual(unnamed(schemas, chapter('Batch systems')), []);
  });

  it('shows each way to sign in at CERNBox', () => {
    const kinds = examples.flatMap(text => {
      const { cernbox } = settingsFrom(JSON.parse(text), text, null);
      return cernbox === null ? [] : [cernbox.credential.kind];
    });
    assert.deepEqual(kinds.toSorted(), ['basic', 'hub', 'token-file']);
  });

  it('names every setting of CERNBox', () => {
    const schemas = [
      CernboxConfig,
      CernboxConfig.properties.gateway,
      ...CernboxCredential.anyOf
    ];
    assert.deepEqual(unnamed(schemas, chapter('CERNBox \\(Reva\\)')), []);
  });

  it('names every setting of repositories', () => {
    const schemas = [PublishConfig, RepositoryConfig];
    assert.deepEqual(unnamed(schemas, chapter('Repositories')), []);
  });
});

/** Keys of schemas that a chapter does not mention. */
function unnamed(
  schemas: readonly { properties: object }[],
  text: string
): string[] {
  const keys = new Set(
    schemas.flatMap(({ properties }) => Object.keys(properties))
  );
  return [...keys].filter(key => !new RegExp(`["\`.]${key}["\`]`).test(text));
}
