import { clipped, LIMITS, parseFrameMessage } from './protocol';

const SIZE = 1_000;

const ITEM = {
  id: '1',
  name: 'mass',
  title: '',
  className: 'TH1F',
  kind: 'histogram',
  isDrawable: true,
  isFolder: false
};

describe('parseFrameMessage', () => {
  it.each([
    [{ kind: 'read', id: 0, parts: [[0, 10]] }],
    [{ kind: 'listed', id: 1, items: [ITEM], omitted: 2 }],
    [{ kind: 'drawn', id: 2 }],
    [{ kind: 'pong', id: 0 }],
    [{ kind: 'failed', id: 3, message: 'No' }]
  ])('takes %j', message => {
    expect(parseFrameMessage(message, SIZE)).toEqual(message);
  });

  it.each([
    [null],
    ['read'],
    [{ kind: 'read' }],
    [{ kind: 'read', id: -1, parts: [[0, 1]] }],
    [{ kind: 'read', id: 0, parts: [] }],
    [{ kind: 'read', id: 0, parts: [[0]] }],
    [{ kind: 'read', id: 0, parts: [[-1, 5]] }],
    [{ kind: 'read', id: 0, parts: [[0, 0.5]] }],
    [{ kind: 'read', id: 0, parts: [[0, Number.NaN]] }],
    [{ kind: 'read', id: 0, parts: [['0', '5']] }],
    [{ kind: 'read', id: 0, parts: [[SIZE + 1, 5]] }],
    [{ kind: 'read', id: 0, parts: [[0, LIMITS.bytes + 1]] }],
    [{ kind: 'read', id: 0, parts: Array(LIMITS.parts + 1).fill([0, 1]) }],
    [{ kind: 'listed', id: 0, items: 'all', omitted: 0 }],
    [{ kind: 'listed', id: 0, items: [{ ...ITEM, name: {} }], omitted: 0 }],
    [{ kind: 'listed', id: 0, items: [{ ...ITEM, kind: 'x' }], omitted: 0 }],
    [{ kind: 'failed', id: 0, message: 'x'.repeat(LIMITS.text + 1) }],
    [{ kind: 'navigate', id: 0 }],
    [{ kind: 'open', id: 0 }]
  ])('refuses what the frame must not say (%#)', message => {
    expect(parseFrameMessage(message, SIZE)).toBeNull();
  });

  it('takes over nothing that it does not know', () => {
    const message = {
      kind: 'listed',
      id: 0,
      items: [{ ...ITEM, html: '<img>' }],
      omitted: 0,
      more: 1
    };
    expect(parseFrameMessage(message, SIZE)).toEqual({
      kind: 'listed',
      id: 0,
      items: [ITEM],
      omitted: 0
    });
  });

  it('adds up the bytes of all parts', () => {
    const half = LIMITS.bytes / 2 + 1;
    const parts = [
      [0, half],
      [0, half]
    ];
    expect(parseFrameMessage({ kind: 'read', id: 0, parts }, SIZE)).toBeNull();
  });
});

describe('clipped', () => {
  it('makes texts fit into a message', () => {
    expect(clipped('short')).toBe('short');
    expect(clipped('x'.repeat(5_000))).toHaveLength(LIMITS.text);
  });
});
