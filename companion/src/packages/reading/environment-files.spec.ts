import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentFindings } from './environment-files.ts';

describe('environmentFindings', () => {
  it('offers the command that belongs to the file', () => {
    const offers = environmentFindings([
      'requirements.txt',
      'binder/environment.yml',
      'install.R'
    ]).map(({ offer }) => offer);
    assert.deepEqual(offers, [
      '%pip install -r requirements.txt',
      'conda env create -f binder/environment.yml',
      'Rscript install.R'
    ]);
  });

  it('says of container files that they are not used', () => {
    const [finding] = environmentFindings(['postBuild']);
    assert.match(finding?.message ?? '', /postBuild.*not used/);
    assert.equal(finding?.offer, null);
  });

  it('offers no command for a path that a shell could misread', () => {
    const [finding] = environmentFindings(['a; reboot/requirements.txt']);
    assert.equal(finding?.offer, null);
  });

  it('has nothing to say of other files', () => {
    assert.deepEqual(environmentFindings(['data/events.csv']), []);
  });
});
