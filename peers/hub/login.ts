/**
 * Logs in at a JupyterHub by its page, as a browser does. `fetch` would say of
 * itself that it is none, and then the Hub gives no cookie.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';

interface Asked {
  cookies?: readonly string[];
  form?: Readonly<Record<string, string>>;
}

/** @throws Error when the person is not let in */
export async function logIn(hub: string, username: string): Promise<void> {
  const page = `${hub}/hub/login`;
  const cookies = (await ask(page)).headers['set-cookie'] ?? [];
  const key = '_xsrf=';
  const token = cookies.find(cookie => cookie.startsWith(key)) ?? '';
  const answer = await ask(page, {
    cookies,
    form: {
      _xsrf: token.split(';', 1).join().slice(key.length),
      username,
      password: 'any'
    }
  });
  if (answer.statusCode !== 302) {
    throw new Error(
      `JupyterHub does not let ${username} in: ${answer.statusCode}`
    );
  }
}

async function ask(
  url: string,
  { cookies = [], form }: Asked = {}
): Promise<IncomingMessage> {
  const asking = request(url, {
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: cookies.map(cookie => cookie.split(';', 1).join()).join('; ')
    }
  });
  asking.end(new URLSearchParams(form).toString());
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return answer;
}
