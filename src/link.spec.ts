import { linkedShare, withoutLink } from './link';

describe('linkedShare', () => {
  it('reads the share from the address', () => {
    expect(linkedShare('?a=b&sciencemesh-open=1f-2')).toBe('1f-2');
  });

  it.each(['', '?sciencemesh-open=', '?sciencemesh-open=..%2Fa', '?open=1'])(
    'finds none in %p',
    search => {
      expect(linkedShare(search)).toBeNull();
    }
  );
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
