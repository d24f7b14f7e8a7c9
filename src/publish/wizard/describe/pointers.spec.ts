import type { DraftMetadata } from 'sciencemesh-contract';
import {
  controlId,
  focusField,
  pointerOf,
  valueAt,
  withValue
} from './pointers';

const metadata: DraftMetadata = {
  title: 'Dimuon spectrum',
  creators: [{ kind: 'person', family: 'Doe' }]
};

describe('withValue', () => {
  it.each([
    ['/title', 'Other', { ...metadata, title: 'Other' }],
    ['/title', undefined, { creators: metadata.creators }],
    ['/version', '1.0', { ...metadata, version: '1.0' }],
    [
      '/creators/0/family',
      'Roe',
      { ...metadata, creators: [{ kind: 'person', family: 'Roe' }] }
    ],
    ['/creators/0', undefined, { ...metadata, creators: [] }],
    [
      '/licences/-',
      { spdx: 'MIT' },
      { ...metadata, licences: [{ spdx: 'MIT' }] }
    ]
  ])('at %s', (pointer, value, after) => {
    expect(withValue(metadata, pointer, value)).toEqual(after);
  });

  it('leaves what it was given', () => {
    withValue(metadata, '/creators/0/family', 'Roe');
    expect(valueAt(metadata, '/creators/0/family')).toBe('Doe');
  });
});

describe('focusField', () => {
  it.each([
    ['/creators/0/orcid', 'form_creators_0_orcid'],
    // No control of its own: the first one of what it is in
    ['/creators/0/identifiers', 'form_creators_0_family'],
    ['/creators', 'form_creators_0_family']
  ])('leads from %s to %s', (pointer, id) => {
    document.body.innerHTML = `
      <div class="jp-SciMeshPublishField">
        <div id="form_creators">
          <div class="jp-SciMeshPublishField" id="form_creators_0">
            <input id="form_creators_0_family" />
            <input id="form_creators_0_orcid" />
          </div>
        </div>
      </div>`;
    Element.prototype.scrollIntoView = jest.fn();
    expect(focusField(document.body, 'form', pointer)).toBe(true);
    expect(document.activeElement?.id).toBe(id);
  });

  it('says that there is no such field', () => {
    document.body.innerHTML = '';
    expect(focusField(document.body, 'form', '/own/x')).toBe(false);
  });
});

describe('pointerOf', () => {
  it('takes back what a control was named after', () => {
    const pointer = '/creators/0/affiliations/1';
    expect(pointerOf('a-b', controlId('a-b', pointer))).toBe(pointer);
  });
});
