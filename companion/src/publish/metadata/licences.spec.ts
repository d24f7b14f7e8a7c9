import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import spdx from 'spdx-license-list';
import { resolveLicence } from './licences.ts';

const identifierOf = (text: string) => resolveLicence({ text }).licence?.spdx;

describe('a licence', () => {
  it('is known by its SPDX identifier, in any case', () => {
    for (const text of ['Apache-2.0', 'apache-2.0', 'Apache 2.0']) {
      assert.equal(identifierOf(text), 'Apache-2.0', text);
    }
  });

  it('is known by its address', () => {
    for (const [url, identifier] of [
      ['https://spdx.org/licenses/MIT', 'MIT'],
      ['http://spdx.org/licenses/CC0-1.0', 'CC0-1.0'],
      [
        'https://spdx.org/licenses/CC-BY-SA-4.0.html#licenseText',
        'CC-BY-SA-4.0'
      ],
      ['https://creativecommons.org/licenses/by/4.0/', 'CC-BY-4.0'],
      [
        'http://creativecommons.org/licenses/by-nc-sa/4.0/legalcode',
        'CC-BY-NC-SA-4.0'
      ],
      ['https://creativecommons.org/licenses/by/4.0/deed.de', 'CC-BY-4.0'],
      ['https://creativecommons.org/licenses/by/3.0/at/', 'CC-BY-3.0-AT'],
      ['https://creativecommons.org/publicdomain/zero/1.0/', 'CC0-1.0'],
      ['https://www.apache.org/licenses/LICENSE-2.0.txt', 'Apache-2.0'],
      ['https://opensource.org/licenses/BSD-3-Clause', 'BSD-3-Clause'],
      ['https://opensource.org/license/mit/', 'MIT']
    ] as const) {
      const { licence, question } = resolveLicence({ url });
      assert.equal(licence?.spdx, identifier, url);
      assert.equal(question, null);
    }
  });

  it('is known by its name', () => {
    for (const [text, identifier] of [
      ['MIT License', 'MIT'],
      ['The MIT License', 'MIT'],
      ['Apache License, Version 2.0', 'Apache-2.0'],
      ['Creative Commons Attribution 4.0 International', 'CC-BY-4.0'],
      ['GNU General Public License v3.0 or later', 'GPL-3.0-or-later']
    ] as const) {
      assert.equal(identifierOf(text), identifier, text);
    }
  });

  it('of GNU without a word on later versions is asked about', () => {
    for (const stated of [
      { text: 'GPL-3.0' },
      { url: 'https://spdx.org/licenses/GPL-3.0' },
      { url: 'https://www.gnu.org/licenses/gpl-3.0.html' },
      { url: 'https://www.gnu.org/licenses/gpl-3.0.en.html' }
    ]) {
      const { licence, question } = resolveLicence(stated);
      assert.equal(licence, null);
      assert.equal(question?.code, 'licence-ambiguous');
      assert.deepEqual(
        question.choices.map(({ value }) => (value as { spdx: string }).spdx),
        ['GPL-3.0-only', 'GPL-3.0-or-later']
      );
    }
    assert.equal(identifierOf('GPL-3.0+'), 'GPL-3.0-or-later');
  });

  it('that SPDX does not list stays in its own words, with a question', () => {
    const url = 'https://creativecommons.org/licenses/by-nc-sa/3.0/au/';
    const text = 'Attribution-NonCommercial-ShareAlike 3.0 Australia';
    const { licence, question } = resolveLicence({ text, url });
    assert.deepEqual(licence, { title: text, url });
    assert.equal(question?.code, 'licence-unknown');
  });

  it('is none where nothing or a placeholder is said', () => {
    for (const text of ['', 'TBD', 'NOASSERTION', null]) {
      assert.deepEqual(resolveLicence({ text }), {
        licence: null,
        question: null
      });
    }
  });

  it('is itself for every identifier that SPDX has not retired', () => {
    for (const identifier of Object.keys(spdx)) {
      const { licence, question } = resolveLicence({ text: identifier });
      const retired = question !== null || identifier.endsWith('+');
      assert.equal(licence?.spdx === identifier, !retired, identifier);
    }
  });
});
