import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PackageFile } from 'sciencemesh-contract';
import {
  startOrigin,
  loginPage,
  tooManyRequests,
  unavailable,
  type Behaviour,
  type Origin
} from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { fileAt } from '../testing/files.ts';
import { checkSources, type SourceFinding } from './check-sources.ts';

const HOST = 'data.example.org';

let origin: Origin;
let client: OutboundClient;

before(async () => {
  origin = await startOrigin();
  client = createOutboundClient({}, undefined, {
    environment: origin.environment
  });
});
after(async () => {
  await client.close();
  await origin.stop();
});

async function check(
  files: readonly PackageFile[],
  signal?: AbortSignal
): Promise<Map<number, SourceFinding>> {
  const findings = new Map<number, SourceFinding>();
  await checkSources(
    files,
    client,
    (index, finding) => {
      assert.ok(!findings.has(index), 'a file is reported once');
      findings.set(index, finding);
    },
    signal
  );
  return findings;
}

let paths = 0;

/** The finding about one file whose address answers as given. */
async function findingAbout(
  behaviour: Behaviour,
  name = 'events.csv'
): Promise<SourceFinding> {
  const path = `/${++paths}/${name}`;
  origin.route(HOST, path, behaviour);
  const found = (await check([fileAt(`https://${HOST}${path}`)])).get(0);
  assert.ok(found);
  return found;
}

function methods(path: string): string[] {
  return origin.requestsTo(HOST, path).map(({ method }) => method);
}

describe('checking a file', () => {
  it('fills in its size without fetching it', async () => {
    const finding = await findingAbout({
      generated: { seed: 'a', size: 5_000_000_000 }
    });
    assert.deepEqual(finding, {
      check: 'available',
      message: null,
      size: 5_000_000_000,
      resolved: null
    });
    assert.deepEqual(methods(`/${paths}/events.csv`), ['HEAD']);
  });

  it('that is empty is of size 0', async () => {
    assert.equal((await findingAbout({ text: '' })).size, 0);
  });

  it('takes no size from a compressed answer', async () => {
    const finding = await findingAbout({ text: 'x,y\n', gzip: true });
    assert.equal(finding.check, 'available');
    assert.equal(finding.size, null);
  });

  it('takes no size from an answer without one', async () => {
    const finding = await findingAbout({ text: 'x', contentLength: false });
    assert.equal(finding.check, 'available');
    assert.equal(finding.size, null);
  });

  for (const status of [400, 403, 405, 501]) {
    it(`asks for one byte where HEAD is answered ${status}`, async () => {
      const path = `/get/${status}.csv`;
      origin.route(HOST, path, ({ method }) =>
        method === 'HEAD'
          ? { status }
          : { generated: { seed: 'b', size: 3_000_000 } }
      );
      const finding = (await check([fileAt(`https://${HOST}${path}`)])).get(0);
      assert.equal(finding?.check, 'available');
      assert.equal(finding.size, 3_000_000);
      assert.deepEqual(methods(path), ['HEAD', 'GET']);
      assert.equal(origin.requestsTo(HOST, path)[1]?.bytesSent, 1);
    });
  }

  it('asks for one byte of an empty file that refuses HEAD', async () => {
    const finding = await findingAbout({ text: '', head: false });
    assert.equal(finding.check, 'available');
  });

  it('reads the size where the range is ignored', async () => {
    const finding = await findingAbout({
      generated: { seed: 'c', size: 2_000_000 },
      head: false,
      ranges: false
    });
    assert.equal(finding.size, 2_000_000);
  });

  it('follows redirects and tells what the last host answers', async () => {
    origin.route('store.example.org', '/object', { text: '12345' });
    const finding = await findingAbout({
      status: 303,
      redirect: 'https://store.example.org/object?signature=x'
    });
    assert.equal(finding.size, 5);
    origin.route('store.example.org', '/closed', { status: 403 });
    const closed = await findingAbout({
      redirect: 'https://store.example.org/closed'
    });
    assert.match(closed.message ?? '', /^store\.example\.org wants a login/);
  });

  for (const [status, state, message] of [
    [401, 'login', /wants a login/],
    [403, 'login', /put it into the working copy/],
    [404, 'missing', /Ask the sender/],
    [410, 'missing', /any more/],
    [418, 'failed', /answered with 418/],
    [500, 'failed', /problem of its own \(500\)/]
  ] as const) {
    it(`answered with ${status} is "${state}"`, async () => {
      const finding = await findingAbout({ status, text: 'no' });
      assert.equal(finding.check, state);
      assert.match(finding.message ?? '', message);
      assert.match(finding.message ?? '', /^data\.example\.org .*\.$/);
      assert.equal(finding.size, null);
    });
  }

  it('sees a login page for what it is', async () => {
    origin.route('sso.example.org', '/idp/login', loginPage);
    const finding = await findingAbout({
      redirect: 'https://sso.example.org/idp/login?target=x'
    });
    assert.equal(finding.check, 'login');
  });

  it('tells of a web page in the place of a file', async () => {
    const finding = await findingAbout(loginPage);
    assert.equal(finding.check, 'failed');
    assert.match(finding.message ?? '', /web page instead of the file/);
  });

  it('lets a web page be what was asked for', async () => {
    for (const name of ['report.html', 'report']) {
      const finding = await findingAbout(loginPage, name);
      assert.equal(finding.check, 'available');
    }
  });

  for (const address of [
    'https://127.0.0.1/a.csv',
    'https://[::1]/a.csv',
    'https://10.0.0.1/a.csv',
    'https://169.254.169.254/a.csv',
    'https://storage.internal/a.csv',
    'https://data.example.org:22/a.csv',
    'http://data.example.org/a.csv',
    'ftp://data.example.org/a.csv'
  ]) {
    it(`never asks ${address}`, async () => {
      const connects = origin.connects.length;
      const finding = (await check([fileAt(address)])).get(0);
      assert.equal(finding?.check, 'refused');
      assert.match(finding.message ?? '', /\.$/);
      assert.equal(origin.connects.length, connects);
    });
  }

  it('is not sent on to where it may not go', async () => {
    for (const redirect of [
      'https://10.0.0.1/x',
      'http://data.example.org/x'
    ]) {
      const finding = await findingAbout({ redirect });
      assert.equal(finding.check, 'refused');
    }
  });

  it('of a page gives the files behind it', async () => {
    const host = 'repository.example.org';
    origin.route(host, '/records/1', { text: '<html>' });
    origin.route(host, '/api/records/1/files', {
      json: { entries: [{ key: 'a.csv', size: 3 }] }
    });
    const page = fileAt(`https://${host}/records/1`, 4, { source: 'landing' });
    const finding = (await check([page])).get(4);
    assert.equal(finding?.check, 'available');
    assert.deepEqual(
      finding.resolved?.map(({ name, size }) => [name, size]),
      [['a.csv', 3]]
    );
  });

  it('without an address is not reported', async () => {
    const file = fileAt(`https://${HOST}/x`, 0, { url: null });
    assert.equal((await check([file])).size, 0);
  });
});

function manyAt(host: string, count: number): PackageFile[] {
  return Array.from({ length: count }, (_, index) =>
    fileAt(`https://${host}/${index}.csv`, index)
  );
}

describe('checking many files', () => {
  it('keeps six requests going, no more', async () => {
    let going = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    origin.route('many.example.org', '/*', async () => {
      going += 1;
      most = Math.max(most, going);
      if (going === 6) {
        waiting.splice(0).forEach(release => release());
      } else {
        await new Promise<void>(resolve => {
          waiting.push(resolve);
        });
      }
      going -= 1;
      // Whoever is last finds nobody to wait for.
      setImmediate(() => waiting.shift()?.());
      return { text: 'x' };
    });
    const findings = await check(manyAt('many.example.org', 60));
    assert.equal(findings.size, 60);
    assert.equal(most, 6);
  });

  for (const [what, behaviour] of [
    ['asks for fewer requests', tooManyRequests(3600)],
    ['is unavailable', unavailable()]
  ] as const) {
    it(`leaves a host alone that ${what}`, async () => {
      const host = `busy-${behaviour.status ?? ''}.example.org`;
      origin.route(host, '/*', behaviour);
      const findings = await check(manyAt(host, 100));
      assert.equal(findings.size, 100);
      for (const { check: state, message } of findings.values()) {
        assert.equal(state, 'failed');
        assert.match(message ?? '', /too much to do.*again later/);
      }
      assert.ok(origin.requestsTo(host).length <= 6);
    });
  }

  it('gives up a host that cannot be reached', async () => {
    const host = 'down.example.org';
    const before = origin.connects.length;
    const findings = await check(manyAt(host, 100));
    assert.equal(findings.size, 100);
    assert.ok(origin.connects.length - before < 20);
  });

  it('goes on with a host that fails now and then', async () => {
    const host = 'shaky.example.org';
    origin.route(host, '/*', ({ path }) =>
      Number.parseInt(path.slice(1), 10) % 2 === 0
        ? { text: 'x' }
        : { status: 500 }
    );
    await check(manyAt(host, 40));
    assert.equal(origin.requestsTo(host).length, 40);
  });

  it('stops at once, and reports nothing that was not answered', async () => {
    const host = 'stopped.example.org';
    const controller = new AbortController();
    origin.route(host, '/*', async ({ path }) => {
      if (path === '/20.csv') {
        controller.abort();
        // The answer of this one is never sent.
        await new Promise(() => undefined);
      }
      return { text: 'x' };
    });
    const findings = await check(manyAt(host, 1000), controller.signal);
    assert.ok(findings.size >= 14 && findings.size <= 26, `${findings.size}`);
    for (const { check: state } of findings.values()) {
      assert.equal(state, 'available');
    }
  });
});
