import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Server } from './server.ts';

describe('a server', () => {
  for (const [software, fileId, isAtomic] of [
    ['Nextcloud and ownCloud 10', '4711', true],
    [
      'oCIS and OpenCloud',
      'storage-users-1$1284d238-aa92-42ce-bdc4-0b0000009157!4c510ada-c86b-4815-8820-42cdf82c3d51',
      true
    ],
    ['Reva on EOS', 'eoshome-i00$F5XWG3I=!12345678', true],
    ['Reva on a local disk', 'homes$F5XWG3I=!fileid-einstein%2Fa.txt', false],
    ['anything else', undefined, false]
  ] as const) {
    const does = isAtomic ? 'is trusted' : 'is not trusted';
    it(`${does} to replace files whole: ${software}`, () => {
      const server = new Server('cloud.example.org', null);
      server.sawItem({
        href: '/dav/share/a.txt',
        overlong: false,
        status: null,
        properties: {
          permissions: 'RDNVW',
          ...(fileId === undefined ? {} : { fileId })
        },
        isFolder: false
      });
      assert.equal(server.writesAtomically, isAtomic);
    });
  }
});
