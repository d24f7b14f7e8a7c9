/**
 * Shares as no well-meaning sender writes them, each with the answer that it
 * deserves.
 */
import { hostileStrings } from '../../companion/src/packages/testing/hostile-strings.ts';
import { crate } from './crates.ts';

export interface ShareCase {
  name: string;
  /** Text and bytes are sent as they are, all else as JSON. */
  body: unknown;
  status: number;
  /** The member that a 400 must blame. */
  blames?: string;
}

export type Body = Record<string, unknown>;

/** A share that is fine, with changes. */
export function share(changes: Body = {}): Body {
  return {
    shareWith: 'marie@jupyter.example.org',
    name: 'A package',
    description: 'For you',
    providerId: `id-${Math.random()}`,
    owner: 'max@player.example.org',
    sender: 'max@player.example.org',
    senderDisplayName: 'Max',
    resourceType: 'ro-crate',
    shareType: 'user',
    protocol: { name: 'multi', embedded: { payload: crate() } },
    ...changes
  };
}

export function webdav(changes: Body = {}): Body {
  return share({
    resourceType: 'folder',
    protocol: {
      name: 'multi',
      webdav: {
        uri: 'https://player.example.org/dav/1',
        sharedSecret: 'entrusted-secret',
        permissions: ['read']
      }
    },
    ...changes
  });
}

const NO_TEXT: readonly unknown[] = [true, 0, -1.5, 1e308, [], {}, ['marie']];

/** Members of which only text (or, where told, nothing) can be understood. */
const TEXT_MEMBERS: readonly [string, { maximum: number; required?: true }][] =
  [
    ['shareWith', { maximum: 1024, required: true }],
    ['name', { maximum: 4096 }],
    ['description', { maximum: 65_536 }],
    ['owner', { maximum: 1024 }],
    ['sender', { maximum: 1024 }],
    ['ownerDisplayName', { maximum: 1024 }],
    ['senderDisplayName', { maximum: 1024 }],
    ['shareType', { maximum: 64 }],
    ['resourceType', { maximum: 128 }]
  ];

function* wrongTypes(): Iterable<ShareCase> {
  for (const [member, { maximum, required }] of TEXT_MEMBERS) {
    for (const value of NO_TEXT) {
      yield {
        name: `${member} is ${JSON.stringify(value)}`,
        body: share({ [member]: value }),
        status: 400,
        blames: member
      };
    }
    yield {
      name: `${member} is too long`,
      body: share({ [member]: 'x'.repeat(maximum + 1) }),
      status: 400,
      blames: member
    };
    if (required) {
      yield {
        name: `${member} is missing`,
        body: share({ [member]: undefined }),
        status: 400,
        blames: member
      };
    }
  }
  for (const value of [null, true, [], {}, '', 'x'.repeat(1025)]) {
    yield {
      name: `providerId is ${JSON.stringify(value).slice(0, 20)}`,
      body: share({ providerId: value }),
      status: 400,
      blames: 'providerId'
    };
  }
  for (const value of [true, [], {}, 'x'.repeat(65)]) {
    yield {
      name: `expiration is ${JSON.stringify(value).slice(0, 20)}`,
      body: share({ expiration: value }),
      status: 400,
      blames: 'expiration'
    };
  }
}

/** Odd, and harmless: ids and dates are only ever kept and compared. */
function* oddValues(): Iterable<ShareCase> {
  for (const providerId of [0, -1, 1e21, 2 ** 53, 'N/A', '\0', '../']) {
    yield {
      name: `providerId is ${JSON.stringify(providerId)}`,
      body: share({ providerId }),
      status: 201
    };
  }
  for (const expiration of [-1, 1e300, '1e309', 'NaN', 'tomorrow', '0x10']) {
    yield {
      name: `expiration is ${JSON.stringify(expiration)}`,
      body: share({ expiration }),
      status: 201
    };
  }
  for (const text of hostileStrings) {
    yield {
      name: `all its texts are ${JSON.stringify(text).slice(0, 30)}`,
      body: share({
        name: text.slice(0, 4096),
        description: text,
        senderDisplayName: text.slice(0, 1024),
        ownerDisplayName: text.slice(0, 1024),
        resourceType: text.slice(0, 128)
      }),
      status: 201
    };
  }
}

const PROTOCOLS: readonly [string, unknown, number][] = [
  ['missing', undefined, 400],
  ['null', null, 400],
  ['a text', 'multi', 400],
  ['a number', 7, 400],
  ['a list', [{ embedded: {} }], 400],
  ['empty', {}, 501],
  ['only a name', { name: 'multi' }, 501],
  ['unknown', { name: 'webapp', webapp: { uri: 'x' } }, 501],
  ['named like a prototype', { name: 'constructor' }, 501],
  ['named by an object', { name: { webdav: 1 } }, 501],
  ['embedded null', { embedded: null }, 400],
  ['embedded true', { embedded: true }, 400],
  ['embedded text', { embedded: 'crate' }, 400],
  ['an empty embedded', { embedded: {} }, 400],
  ['an empty payload', { embedded: { payload: {} } }, 400],
  ['a payload of null', { embedded: { payload: null } }, 400],
  ['a payload of numbers', { embedded: { payload: [1, 2] } }, 400],
  ['an empty list', { embedded: { payload: [] } }, 400],
  ['a graph of text', { embedded: { payload: { '@graph': 'x' } } }, 400],
  ['a graph of null', { embedded: { payload: { '@graph': null } } }, 400],
  ['a payload that is no JSON', { embedded: { payload: '{"@graph": [' } }, 400],
  [
    'a payload of text that nests too deep',
    { embedded: { payload: `{"@graph":${'['.repeat(5000)}` } },
    400
  ],
  [
    'a payload in a payload',
    { embedded: { payload: { payload: crate() } } },
    400
  ],
  ['an address to fetch', { embedded: 'https://127.0.0.1/crate' }, 400],
  ['an empty graph', { embedded: { '@graph': [] } }, 201],
  ['a graph of nulls', { embedded: { '@graph': [null, null] } }, 201],
  ['webdav null', { webdav: null }, 201],
  ['webdav text', { webdav: 'x' }, 201],
  [
    'webdav that leads inside',
    { webdav: { uri: 'http://169.254.169.254/', sharedSecret: 'x' } },
    201
  ]
];

function* protocols(): Iterable<ShareCase> {
  for (const [what, protocol, status] of PROTOCOLS) {
    yield {
      name: `the protocol is ${what}`,
      body: share({ protocol }),
      status
    };
  }
}

const ADDRESSES: readonly [string, number][] = [
  ['', 400],
  ['@', 400],
  ['max', 400],
  ['max@', 400],
  ['@player.example.org', 400],
  ['max@player example.org', 400],
  ['max@player.example.org\0', 400],
  ['max@player.example.org\n', 201],
  ['max@player\u0000.example.org', 400],
  ['max@player.example.org:99999', 400],
  ['max@player.example.org:port', 400],
  ['max@[::1', 400],
  ['max@[fe80::1%25eth0]', 400],
  // The last @ splits: what stands before it is the peer's own matter.
  ['max@player.example.org?x=@y', 201],
  ['max@player.example.org@y?x', 400],
  ['max@player.example.org#good.example.org', 400],
  ['max@player.example.org\\good.example.org', 400],
  ['max@player.example.org/../../etc', 400],
  ['max@player.example.org/..', 400],
  ['max@player.example.org/a b', 400],
  ['max@player.example.org/<script>', 400],
  ['max@%6coopback', 400],
  ['max@300.1.1.1', 400],
  ['max@xn--a', 400],
  ['javascript:alert(1)@player.example.org', 201],
  ['<b>@player.example.org', 201],
  ['max@player.example.org/nextcloud', 201],
  ['https://max@player.example.org', 201],
  ['a@b@c@player.example.org', 201],
  ['max@127.0.0.1', 201],
  ['max@169.254.169.254', 201],
  [`${'m'.repeat(500)}@${'p.'.repeat(200)}org`, 201]
];

function* senders(): Iterable<ShareCase> {
  for (const [sender, status] of ADDRESSES) {
    yield {
      name: `the sender is ${JSON.stringify(sender).slice(0, 50)}`,
      body: share({ sender, owner: sender }),
      status,
      ...(status === 400 ? { blames: 'sender' } : {})
    };
  }
}

const RECIPIENTS: readonly [string, number][] = [
  ['somebody@jupyter.example.org', 404],
  ['Marie@jupyter.example.org', 404],
  ['marie\0@jupyter.example.org', 404],
  ['marie ', 201],
  ['marie@', 404],
  ['@marie', 404],
  ['marie@@', 404],
  ['marie@evil.example.org@', 404],
  ['../marie@jupyter.example.org', 404],
  ['m\u0430rie@jupyter.example.org', 404],
  ['__proto__@jupyter.example.org', 404],
  ['constructor', 404],
  ['*', 404],
  ['%', 404],
  ["' OR 1=1 --", 404],
  [`${'marie@'.repeat(150)}x`, 404]
];

function* recipients(): Iterable<ShareCase> {
  for (const [shareWith, status] of RECIPIENTS) {
    yield {
      name: `it is for ${JSON.stringify(shareWith).slice(0, 40)}`,
      body: share({ shareWith }),
      status
    };
  }
  for (const shareType of ['group', 'federation', 'USER', '', '__proto__']) {
    yield {
      name: `its shareType is "${shareType}"`,
      body: share({ shareType }),
      status: 501
    };
  }
}

const nested = (open: string, close: string, levels: number) =>
  open.repeat(levels) + close.repeat(levels);

const valid = () => JSON.stringify(share());

/** What is no JSON, or more of it than can be meant. */
const TEXTS: readonly [string, string | Uint8Array, number][] = [
  ['nothing', '', 400],
  ['a space', ' ', 400],
  ['null', 'null', 400],
  ['a number', '7', 400],
  ['a text', '"share"', 400],
  ['a list', '[]', 400],
  ['cut off', valid().slice(0, -1), 400],
  ['twice the same', valid() + valid(), 400],
  ['followed by more', `${valid()}x`, 400],
  ['a form', 'shareWith=marie&name=x', 400],
  ['XML', '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 400],
  ['with a trailing comma', valid().replace(/}$/, ',}'), 400],
  ['with comments', `/* share */${valid()}`, 400],
  ['in single quotes', valid().replaceAll('"', "'"), 400],
  ['with NaN', '{"providerId":NaN}', 400],
  ['with Infinity', '{"providerId":Infinity}', 400],
  ['with a raw line break in a text', '{"name":"a\nb"}', 400],
  ['with a bad escape', '{"name":"\\x41"}', 400],
  ['in UTF-16', Buffer.from(`\ufeff${valid()}`, 'utf16le'), 400],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
  ['compressed', Buffer.from('1f8b08000000000000034b4c4a06', 'hex'), 400],
  ['of zero bytes', Buffer.alloc(4096), 400],
  ['lists in lists', nested('[', ']', 100_000), 400],
  ['objects in objects', nested('{"a":', '}', 100_000), 400],
  ['129 levels deep', `{"protocol":${nested('[', ']', 129)}}`, 400],
  ['a million values', `{"protocol":[${'0,'.repeat(1_000_000)}0]}`, 400],
  ['spaces without end', ' '.repeat(8 * 1024 * 1024 - 1), 400],
  ['with an endless number', `{"providerId":${'9'.repeat(100_000)}}`, 400]
];

function* texts(): Iterable<ShareCase> {
  for (const [what, body, status] of TEXTS) {
    yield { name: `the body is ${what}`, body, status };
  }
  yield {
    name: 'the body names a member twice, and the last one counts',
    body: valid().replace('{', '{"shareWith":"nobody@jupyter.example.org",'),
    status: 201
  };
  yield {
    name: 'the body begins with a byte order mark',
    body: `\ufeff${valid()}`,
    status: 201
  };
  yield {
    name: 'the body changes prototypes',
    body: valid().replace(
      '{',
      '{"__proto__":{"shareType":"group"},"constructor":{"prototype":{"x":1}},'
    ),
    status: 201
  };
  yield {
    name: 'required members stand in a prototype only',
    body: `{"__proto__":${valid()}}`,
    status: 400
  };
}

function* sizes(): Iterable<ShareCase> {
  const filler = 'x'.repeat(70_000);
  yield {
    name: 'more than 64 KiB without a crate',
    body: webdav({ extra: filler }),
    status: 413
  };
  yield {
    name: 'more than 64 KiB of unknown protocols',
    body: share({ protocol: { webapp: { uri: filler } } }),
    status: 413
  };
  yield {
    name: 'more than 8 MiB with a crate',
    body: share({ extra: 'x'.repeat(8 * 1024 * 1024) }),
    status: 413
  };
  yield {
    name: 'thirty megabytes',
    body: share({ extra: 'x'.repeat(30_000_000) }),
    status: 413
  };
}

export const SHARES: readonly ShareCase[] = [
  ...wrongTypes(),
  ...oddValues(),
  ...protocols(),
  ...senders(),
  ...recipients(),
  ...texts(),
  ...sizes()
];
