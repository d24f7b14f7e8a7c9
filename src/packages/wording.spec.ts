import { licenseLabel } from './wording';

describe('licenseLabel', () => {
  it.each([
    ['https://spdx.org/licenses/MIT', 'MIT'],
    ['https://spdx.org/licenses/CC-BY-4.0.html', 'CC-BY-4.0'],
    ['https://creativecommons.org/licenses/by-sa/4.0/', 'CC BY-SA 4.0'],
    ['http://creativecommons.org/publicdomain/zero/1.0/', 'CC0 1.0'],
    ['https://www.example.org/terms/', 'example.org/terms'],
    ['Ask the authors', 'Ask the authors']
  ])('writes %s as %s', (license, label) => {
    expect(licenseLabel(license)).toBe(label);
  });
});
