/** Somebody with files at the site. */
export interface Person {
  /** What Reva calls them in OCM addresses. */
  id: string;
  username: string;
  password: string;
  displayName: string;
}

/** Who has an account: known from Reva's own documentation. */
export const people = {
  einstein: {
    id: '4c510ada-c86b-4815-8820-42cdf82c3d51',
    username: 'einstein',
    password: 'relativity',
    displayName: 'Albert Einstein'
  },
  marie: {
    id: 'f7fbf8c8-139b-4376-b307-cf0a8c2d0d9c',
    username: 'marie',
    password: 'radioactivity',
    displayName: 'Marie Curie'
  }
} as const satisfies Record<string, Person>;

/** The file that Reva's drivers `json` read; 1 is a primary account. */
export function usersFile(): string {
  const users = Object.values(people).map(person => ({
    id: { opaque_id: person.id, idp: 'reva.example.org', type: 1 },
    username: person.username,
    secret: person.password,
    mail: `${person.username}@reva.example.org`,
    display_name: person.displayName
  }));
  return JSON.stringify(users);
}

/**
 * The file of nodes that the site knows, for Reva's authorizer `json`: the
 * other one, `open`, asks for every node over https.
 */
export function providersFile(nodes: readonly string[]): string {
  const providers = nodes.map(node => ({
    name: node,
    full_name: node,
    domain: node,
    services: [
      {
        endpoint: { type: { name: 'OCM' }, path: `http://${node}/ocm` },
        host: node
      }
    ]
  }));
  return JSON.stringify(providers);
}

/** The value of the header `Authorization` for a person's own files. */
export function basicOf({ username, password }: Person): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
