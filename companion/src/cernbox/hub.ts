/**
 * The login that JupyterHub keeps (its documentation, "Authenticators:
 * authentication state"). The token of this server needs the scope
 * `admin:auth_state!user`, or the answer has no `auth_state`.
 *
 * JupyterHub up to 6.1 never tells it to whoever asks for themselves, at
 * `/user`: only at `/users/<name>` (jupyterhub/jupyterhub#5103).
 */
import { createOutboundClient } from '../http/guarded-client.ts';
import { isRecord } from '../http/json.ts';
import type { OutboundClient } from '../http/outbound.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential, CredentialSource } from './credentials.ts';
import { withSignal } from './sign-in.ts';
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
  let known: { credential: Credential; askAt: number } | null = null;
  let failed: { error: unknown; askAt: number } | null = null;
  let asking: Promise<Credential> | null = null;
  let client: OutboundClient | null = null;
  const base = api?.replace(/\/+$/, '') ?? '';
  const url = URL.parse(base);

  const ask = async (): Promise<Credential> => {
    if (url === null || !token) {
      throw new CredentialError(
        'This JupyterLab knows of no JupyterHub that keeps the login.',
        'Whoever runs it has to pass JUPYTERHUB_API_URL and JUPYTERHUB_API_TOKEN on, or to choose another "cernbox.credential".'
      );
    }
    const hub = (client ??= clientFor(url));
    const get = async (path: string) => {
      const { status, value } = await hub
        .json(base + path, {
          headers: { authorization: `token ${token}` },
          maximumBytes: 1024 * 1024,
          maximumRedirects: 0
        })
        .catch((error: unknown) => {
          throw unanswered(error);
        });
      if (status >= 500) {
        throw unanswered(new Error(`HTTP status ${status}`));
      }
      return { status, told: status === 200 && isRecord(value) ? value : {} };
    };
    const own = await get('/user');
    const { auth_state: atOnce, name } = own.told;
    const { status, told } =
      !isRecord(atOnce) && typeof name === 'string'
        ? await get(`/users/${encodeURIComponent(name)}`)
        : own;
    const credential = asCredential(memberAt(told['auth_state'], key), null);
    if (credential === null) {
      throw new CredentialError(
        `JupyterHub keeps no "${key}" of the login.`,
        'Sign out there and in again. If that does not help, its operator has to switch on auth_state and to give servers the scope admin:auth_state!user.',
        { cause: new Error(`HTTP status ${status}`) }
      );
    }
    return credential;
  };

  /** Asked once for all who wait; what was good is good while it is away. */
  const renew = async (refused?: Credential): Promise<Credential> => {
    try {
      const credential = await ask();
      known = { credential, askAt: now() + KEPT };
      failed = null;
      return credential;
    } catch (error) {
      const askAt = now() + PAUSE;
      const isPassing = error instanceof CredentialError && error.isPassing;
      if (known !== null && isPassing && known.credential !== refused) {
        known.askAt = askAt;
        return known.credential;
      }
      known = isPassing ? known : null;
      failed = { error, askAt };
      throw error;
    }
  };

  return {
    async read(signal, refused) {
      const isRefused = refused !== undefined && known?.credential === refused;
      const at = now() - (isRefused ? PAUSE - KEPT : 0);
      if (known !== null && at < known.askAt) {
        return known.credential;
      }
      if (failed !== null && now() < failed.askAt) {
        throw failed.error;
      }
      asking ??= renew(refused).finally(() => {
        asking = null;
      });
      return withSignal(asking, signal);
    },
    // The Hub tells of no changes.
    onChange: () => () => undefined,
    close: async () => client?.close()
  };
}

/** `key` itself, or the way to it with slashes between its names. */
function memberAt(state: unknown, key: string): unknown {
  if (isRecord(state) && Object.hasOwn(state, key)) {
    return state[key];
  }
  return key
    .split('/')
    .reduce<unknown>(
      (at, name) =>
        isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined,
      state
    );
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
