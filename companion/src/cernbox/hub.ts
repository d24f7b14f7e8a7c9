/**
 * The login that JupyterHub keeps (its documentation, "Authenticators:
 * authentication state"). The token of this server needs the scope
 * `admin:auth_state!user`, or the answer has no `auth_state`.
 */
import { createOutboundClient } from '../http/guarded-client.ts';
import { isRecord } from '../http/json.ts';
import type { OutboundClient } from '../http/outbound.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential, CredentialSource } from './credentials.ts';
import { asCredential } from './tokens.ts';

export type HubEnvironment = Readonly<Record<string, string | undefined>>;

/** Milliseconds for which the Hub is not asked again. */
const KEPT = 60_000;
/** A credential that was refused is asked for again at most this often. */
const PAUSE = 5000;

export function hubSource(
  { key }: { key: string },
  { JUPYTERHUB_API_TOKEN: token, JUPYTERHUB_API_URL: api }: HubEnvironment,
  now: () => number = Date.now
): CredentialSource {
  let known: { credential: Credential; readAt: number } | null = null;
  let client: OutboundClient | null = null;
  const url = URL.parse(`${api?.replace(/\/+$/, '') ?? ''}/user`);

  const ask = async (signal?: AbortSignal): Promise<Credential> => {
    if (url === null || !token) {
      throw new CredentialError(
        'This JupyterLab knows of no JupyterHub that keeps the login.',
        'Whoever runs it has to pass JUPYTERHUB_API_URL and JUPYTERHUB_API_TOKEN on, or to choose another "cernbox.credential".'
      );
    }
    client ??= clientFor(url);
    const { status, value } = await client
      .json(url.href, {
        headers: { authorization: `token ${token}` },
        maximumBytes: 1024 * 1024,
        maximumRedirects: 0,
        ...(signal ? { signal } : {})
      })
      .catch((error: unknown) => {
        throw unanswered(error);
      });
    if (status >= 500) {
      throw unanswered(new Error(`HTTP status ${status}`));
    }
    const state = isRecord(value) ? value['auth_state'] : null;
    const credential = isRecord(state) ? asCredential(state[key], null) : null;
    if (status !== 200 || credential === null) {
      throw new CredentialError(
        `JupyterHub keeps no "${key}" of the login.`,
        'Sign out there and in again. If that does not help, its operator has to switch on auth_state and to give servers the scope admin:auth_state!user.',
        { cause: new Error(`HTTP status ${status}`) }
      );
    }
    return credential;
  };

  return {
    async read(signal, refused) {
      const isRefused = refused !== undefined && known?.credential === refused;
      const age = now() - (known?.readAt ?? -Infinity);
      if (known !== null && age < (isRefused ? PAUSE : KEPT)) {
        return known.credential;
      }
      known = null;
      const credential = await ask(signal);
      known = { credential, readAt: now() };
      return credential;
    },
    // The Hub tells of no changes.
    onChange: () => () => undefined,
    close: async () => client?.close()
  };
}

/** The Hub is this server's own, and lies inside. It is asked directly. */
function clientFor(url: URL): OutboundClient {
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  const host = `${url.hostname}:${port}`;
  return createOutboundClient(
    { plainHttp: [host], privateHosts: [host], timeoutSeconds: 10 },
    undefined,
    { environment: {} }
  );
}

function unanswered(cause: unknown): CredentialError {
  return new CredentialError(
    'JupyterHub does not say who is signed in.',
    'Try again later; if it goes on, tell whoever runs it.',
    { cause, isPassing: true }
  );
}
