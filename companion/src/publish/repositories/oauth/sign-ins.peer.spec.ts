/**
 * Signing in at the authorization server of InvenioRDM: flask-oauthlib and
 * oauthlib have ways of their own.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { SignInAnswer } from 'sciencemesh-contract';
import {
  findInvenio,
  InvenioSignIn
} from '../../../../../peers/invenio/index.ts';
import { CLIENT } from '../../../../../peers/oauth/index.ts';
import type { RequestProblem } from '../../../http/problem.ts';
import {
  createRepositories,
  type TestRepositories
} from '../testing/repositories.ts';
import {
  answerIn,
  configOf,
  REDIRECT,
  secretFile,
  USER
} from './testing/signed-in.ts';

const found = await findInvenio();
if ('missing' in found) {
  process.stderr.write(`${found.missing}\n`);
} else {
  describe("signing in at InvenioRDM's authorization server", beside);
}

function beside(): void {
  let invenio: InvenioSignIn;
  before(async () => {
    invenio = await InvenioSignIn.start({ ...CLIENT, redirect: REDIRECT });
  });
  after(async () => {
    await invenio.stop();
  });

  const create = (
    test: TestContext,
    oauth: Parameters<typeof configOf>[3] = {}
  ): TestRepositories =>
    createRepositories(test, {
      configured: [configOf(test, 'lab', invenio.url, oauth)]
    });

  /** Goes there and presses a button. */
  async function comeBack(
    { repositories }: TestRepositories,
    confirm: 'yes' | 'no' = 'yes'
  ): Promise<SignInAnswer> {
    const visitor = { user: USER, redirect: REDIRECT };
    const page = await repositories.beginSignIn('lab', visitor);
    return answerIn(await invenio.decide(page, confirm));
  }

  const tokenIn = ({ store }: TestRepositories): string | null =>
    store.repositories.token(invenio.url);

  const isRefused = (code: string) => (error: RequestProblem) => {
    assert.equal(error.code, code);
    return true;
  };

  it('gives a token that opens it, and one that renews it', async t => {
    const lab = create(t);
    await lab.repositories.finishSignIn(await comeBack(lab), USER);
    const renewal = lab.store.repositories.renewal(invenio.url);
    assert.ok(renewal?.refreshToken);
    assert.ok(renewal.endsAt !== null && renewal.endsAt > Date.now());
    assert.equal(await invenio.ping(tokenIn(lab)), 200);
  });

  it('renews it, and lets the old one end', async t => {
    const lab = create(t);
    await lab.repositories.finishSignIn(await comeBack(lab), USER);
    const first = tokenIn(lab);
    const { endsAt } = lab.store.repositories.renewal(invenio.url) ?? {};
    t.mock.timers.enable({ apis: ['Date'], now: (endsAt ?? 0) - 1000 });
    await lab.repositories.look('lab', new AbortController().signal);
    assert.notEqual(tokenIn(lab), first);
    assert.equal(await invenio.ping(tokenIn(lab)), 200);
    assert.equal(await invenio.ping(first), 401);
  });

  it('keeps one token of a person: signing in elsewhere ends the first', async t => {
    const [here, elsewhere] = [create(t), create(t)];
    for (const lab of [here, elsewhere]) {
      await lab.repositories.finishSignIn(await comeBack(lab), USER);
    }
    assert.equal(await invenio.ping(tokenIn(elsewhere)), 200);
    assert.equal(await invenio.ping(tokenIn(here)), 401);
    const { endsAt } = here.store.repositories.renewal(invenio.url) ?? {};
    t.mock.timers.enable({ apis: ['Date'], now: endsAt ?? 0 });
    const { login } = await here.repositories.look(
      'lab',
      new AbortController().signal
    );
    assert.equal(login?.state, 'expired');
  });

  it('says when the person does not allow it', async t => {
    const lab = create(t);
    await assert.rejects(
      lab.repositories.finishSignIn(await comeBack(lab, 'no'), USER),
      isRefused('sign-in-denied')
    );
  });

  it('takes each code once, and with the right secret', async t => {
    const lab = create(t);
    const [first, second] = [await comeBack(lab), await comeBack(lab)];
    await lab.repositories.finishSignIn(first, USER);
    const again = { state: second.state, code: first.code ?? '' };
    await assert.rejects(
      lab.repositories.finishSignIn(again, USER),
      isRefused('sign-in-refused')
    );
    const stranger = create(t, { clientSecretFile: secretFile(t, 'guessed') });
    await assert.rejects(
      stranger.repositories.finishSignIn(await comeBack(stranger), USER),
      isRefused('sign-in-misconfigured')
    );
  });

  it('ends a sign-in that asks for a scope it does not know', async t => {
    const lab = create(t, { scopes: ['user:email', 'deposit:everything'] });
    await assert.rejects(
      async () => lab.repositories.finishSignIn(await comeBack(lab), USER),
      isRefused('sign-in-ended')
    );
  });
}
