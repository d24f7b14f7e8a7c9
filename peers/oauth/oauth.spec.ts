import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CLIENT, OAuthRepository } from './index.ts';

const REDIRECT = 'https://lab.example.org/sciencemesh/oauth/callback';
/** The pair of RFC 7636, appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

describe('OAuthRepository', () => {
  let repository: OAuthRepository;

  before(async () => {
    repository = await OAuthRepository.start({ redirects: [REDIRECT] });
  });

  after(() => repository.stop());

  function page(redirect = REDIRECT): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: redirect,
      scope: 'deposit:write',
      state: 'a-state',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256'
    });
    return `${repository.url}/oauth/authorize?${query.toString()}`;
  }

  async function exchange(members: Record<string, string>): Promise<Response> {
    return fetch(`${repository.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        ...members
      })
    });
  }

  async function codeFor(verifier: string): Promise<Response> {
    const { searchParams } = await repository.visit(page());
    return exchange({
      grant_type: 'authorization_code',
      code: searchParams.get('code') ?? '',
      redirect_uri: REDIRECT,
      code_verifier: verifier
    });
  }

  async function records(token: string): Promise<number> {
    const { status } = await fetch(`${repository.url}/api/user/records`, {
      headers: { authorization: `Bearer ${token}` }
    });
    return status;
  }

  it('gives tokens that open its API, until they are withdrawn', async () => {
    const answer = await codeFor(VERIFIER);
    assert.equal(answer.status, 200);
    const tokens = (await answer.json()) as Record<string, string>;
    const { access_token: token = '', refresh_token: next = '' } = tokens;
    assert.equal(await records(token), 200);
    assert.equal(await records('another'), 403);
    await repository.withdraw();
    assert.equal(await records(token), 403);
    const refused = await exchange({
      grant_type: 'refresh_token',
      refresh_token: next
    });
    assert.equal(refused.status, 400);
  });

  it('wants the verifier, the secret and a redirect that it knows', async () => {
    assert.equal((await codeFor(`${VERIFIER}x`)).status, 400);
    const refused = await exchange({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_secret: 'guessed'
    });
    assert.equal(refused.status, 401);
    await assert.rejects(
      repository.visit(page('https://other.example.org/')),
      /400/u
    );
  });

  it('takes back all that a person was given, and says where', async () => {
    const { issuer, revocation_endpoint: address } = (await (
      await fetch(`${repository.url}/.well-known/oauth-authorization-server`)
    ).json()) as Record<string, string>;
    assert.equal(issuer, repository.url);
    const tokens = (await (await codeFor(VERIFIER)).json()) as Record<
      string,
      string
    >;
    const { access_token: token = '', refresh_token: next = '' } = tokens;
    assert.deepEqual(await repository.good(), [token, next]);
    const answer = await fetch(address ?? '', {
      method: 'POST',
      body: new URLSearchParams({
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        token: next
      })
    });
    assert.equal(answer.status, 200);
    assert.deepEqual(await repository.good(), []);
    assert.equal(await records(token), 403);
  });

  it('says who it is to whom it sends people back', async () => {
    const { searchParams } = await repository.visit(page());
    assert.equal(searchParams.get('iss'), repository.url);
  });

  it('says when the person does not allow it', async () => {
    repository.denies = true;
    const { searchParams } = await repository.visit(page());
    assert.equal(searchParams.get('error'), 'access_denied');
    assert.equal(searchParams.get('state'), 'a-state');
  });
});
