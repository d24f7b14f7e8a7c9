import { isOrcid, isRor, orcidFrom } from './identifiers';

describe('isOrcid', () => {
  it.each([
    // The examples of ORCID's own documentation
    ['0000-0002-1825-0097', true],
    ['0000-0001-5109-3700', true],
    ['0000-0002-1694-233X', true],
    ['0000-0002-1825-0098', false],
    ['0000-0002-1825', false]
  ])('%s: %s', (orcid, isOne) => {
    expect(isOrcid(orcid)).toBe(isOne);
  });
});

describe('isRor', () => {
  it.each([
    ['01ggx4157', true],
    ['02mhbdp94', true],
    ['01ggx4158', false],
    ['cern', false]
  ])('%s: %s', (ror, isOne) => {
    expect(isRor(ror)).toBe(isOne);
  });
});

describe('orcidFrom', () => {
  it.each([
    ['https://orcid.org/0000-0002-1694-233x', '0000-0002-1694-233X'],
    ['0000000216942330', '0000-0002-1694-2330'],
    ['0000-0002', '0000-0002']
  ])('makes of %s %s', (typed, orcid) => {
    expect(orcidFrom(typed)).toBe(orcid);
  });
});
