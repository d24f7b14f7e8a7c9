import { linkIn, withoutLink } from './address';

/** An address with this value, as a program would write it. */
function asking(value: string): string {
  return `?a=b&${new URLSearchParams({ 'sciencemesh-open': value })}`;
}

describe('linkIn', () => {
  it.each(['', '?a=b', '?open=1', '?x=sciencemesh-open=1'])(
    'finds nothing in %p',
    search => {
      expect(linkIn(search)).toBeNull();
    }
  );

  it('reads the identifier of a share', () => {
    expect(linkIn('?a=b&sciencemesh-open=1f-2')).toEqual({
      kind: 'share',
      id: '1f-2'
    });
  });

  it.each(['96881ca2-f5be', '7', 'a:b/c', 'ocm$MFRGG===', 'Zürich 1'])(
    'reads a share by what its provider calls it, such as %p',
    providerId => {
      expect(linkIn(asking(`share:cloud:${providerId}`))).toEqual({
        kind: 'received',
        source: 'cloud',
        providerId
      });
    }
  );

  it.each([
    ['CERNBox:', 'CERNBox', ''],
    [
      'CERNBox:marie/run 1/a+b%2F&c.ipynb',
      'CERNBox',
      'marie/run 1/a+b%2F&c.ipynb'
    ],
    ['CERNBox:/marie/', 'CERNBox', 'marie'],
    ['Lab Cloud:测量/x:y', 'Lab Cloud', '测量/x:y'],
    ['ScienceMesh:Beam test', 'ScienceMesh', 'Beam test'],
    ['share:of marie', 'share', 'of marie']
  ])('reads the place %p', (value, drive, path) => {
    expect(linkIn(asking(value))).toEqual({ kind: 'place', drive, path });
  });

  it('reads spaces that were written as plus signs', () => {
    expect(linkIn('?sciencemesh-open=CERNBox%3Amy+files%2Fa%2Bb')).toEqual({
      kind: 'place',
      drive: 'CERNBox',
      path: 'my files/a+b'
    });
  });

  it('reads the page of a file', () => {
    const url = 'https://cloud.example.org/files/spaces/eos/a%20b';
    expect(linkIn(asking(url))).toEqual({ kind: 'page', url });
  });

  it.each([
    '',
    '../a',
    'CERNBox:../a',
    'CERNBox:a/../../b',
    'CERNBox:a//b',
    'CERNBox:./a',
    'CERNBox:a\nb',
    'share:cloud:a\u0000',
    ':a',
    'javascript://%0aalert(1)',
    'data:text/html,<script>'.repeat(200),
    'https://',
    `CERNBox:${'a'.repeat(5000)}`,
    `share:cloud:${'a'.repeat(1025)}/..`
  ])('makes nothing of %p', value => {
    expect(linkIn(asking(value))).toEqual({ kind: 'unreadable' });
  });

  it('makes nothing of two links at once', () => {
    expect(linkIn('?sciencemesh-open=1&sciencemesh-open=2')).toEqual({
      kind: 'unreadable'
    });
  });
});

describe('withoutLink', () => {
  it('takes the parameter away and nothing else', () => {
    expect(
      withoutLink({
        hash: '#here',
        path: '/lab/tree/a',
        request: '',
        search: '?sciencemesh-open=1&reset=2'
      })
    ).toBe('/lab/tree/a?reset=2#here');
  });

  it('leaves no question mark behind', () => {
    expect(
      withoutLink({
        hash: '',
        path: '/lab',
        request: '',
        search: '?sciencemesh-open=1'
      })
    ).toBe('/lab');
  });
});
