import { randomUUID } from 'node:crypto';

/**
 * Every form in which a package has been seen to be sent, or was specified.
 *
 * S0 to S7 are the Dispatcher of EOSC Data Commons over time
 * (`app/vres/sciencemesh.py`, commits in brackets), SC its coordinator when it
 * sends by itself, SX what OCM-Embedded (OCM-API, August 2026) says.
 *
 * - S0 [2037f0a]: `protocols.rocrate`, ids `n/a`, named after the main entity
 * - S1 [b58538d]: `protocol.embedded.payload`
 * - S2 [71060ff]: resource type `embedded`, named after the root
 * - S3 [c068436]: ids that are unique, a sender with two `@`
 * - S4 [4936676]: the crate as it was posted
 * - S5 [54f3d0f]: resource type `ro-crate` again
 * - S6 [acf0165 to 778d9e9]: owner and sender from the login
 * - S7: the recipient from the parameter `Shared With`
 */
export const shapes = [
  'S0',
  'S1',
  'S2',
  'S3',
  'S4',
  'S5',
  'S6',
  'S7',
  'SC',
  'SX'
] as const;

export type Shape = (typeof shapes)[number];

/** One entity of a crate, as far as a sender looks into it. */
interface Entity {
  '@id': string;
  name?: unknown;
  description?: unknown;
  mainEntity?: { '@id': string };
  userid?: unknown;
  defaultValue?: unknown;
}

/** A crate, as far as a sender looks into it. */
export interface SentCrate {
  '@graph': Entity[];
}

/** The person who sends a package, and through which service. */
export interface Sender {
  /** Host name of the sending service. */
  host: string;
  /** Identifier of the person at the login service: has an `@` of its own. */
  subject: string;
  /** Short name of the person. */
  userName: string;
}

/** What a share is made of. */
export interface Dispatch {
  crate: SentCrate;
  sender: Sender;
  /** Recipient; by default the one that the crate names. */
  shareWith?: string;
}

/** The body of the request that creates a share in the given shape. */
export function shareOf(
  shape: Shape,
  dispatch: Dispatch
): Record<string, unknown> {
  const { crate, sender } = dispatch;
  const share = {
    shareWith: dispatch.shareWith ?? receiver(shape, crate),
    ...naming(shape, crate),
    ...identifiers(shape),
    ...parties(shape, crate, sender),
    resourceType: resourceType(shape),
    shareType: 'user'
  };
  switch (shape) {
    case 'S0':
      return { ...share, protocols: { name: 'multi', rocrate: crate } };
    case 'SX':
      return { ...share, protocol: { name: 'multi', embedded: crate } };
    case 'S1':
    case 'S2':
    case 'S3':
    case 'S4':
    case 'S5':
    case 'S6':
    case 'S7':
    case 'SC':
      return {
        ...share,
        protocol: { name: 'multi', embedded: { payload: crate } }
      };
  }
}

function receiver(shape: Shape, crate: SentCrate): string {
  switch (shape) {
    case 'S7':
      return text(
        crate['@graph'].find(({ name }) => name === 'Shared With')?.defaultValue
      );
    case 'SC':
      // What the person typed, with a host put behind it whatever it was.
      return `${userId(crate, '#receiver')}@eosc.cernbox.cern.ch`;
    default:
      return userId(crate, '#receiver');
  }
}

function naming(
  shape: Shape,
  crate: SentCrate
): { name: string; description: string } {
  const root = entity(crate, './');
  const main = entity(crate, root?.mainEntity?.['@id'] ?? '');
  const named = shape === 'S0' || shape === 'S1' ? main : root;
  return {
    name: text(named?.name),
    description: shape === 'SC' ? '' : text(named?.description)
  };
}

function identifiers(shape: Shape): Record<string, string> {
  switch (shape) {
    case 'S0':
    case 'S1':
    case 'S2':
      return { providerId: 'n/a', resourceId: 'n/a' };
    case 'SX':
      return { providerId: randomUUID() };
    default:
      return { providerId: randomUUID(), resourceId: randomUUID() };
  }
}

function parties(
  shape: Shape,
  crate: SentCrate,
  { host, subject, userName }: Sender
): Record<string, string> {
  const owner = userId(crate, '#owner') || subject;
  const senderId = userId(crate, '#sender') || subject;
  switch (shape) {
    case 'S0':
    case 'S1':
    case 'S2':
      return { owner, sender: `${localPart(senderId)}@${host}` };
    case 'S3':
    case 'S4':
    case 'S5':
      return { owner, sender: `${senderId}@${host}` };
    case 'S6':
    case 'S7':
      return {
        owner: subject,
        senderDisplayName: userName,
        sender: `${subject}@${host}`
      };
    case 'SC':
      return {
        owner: subject,
        senderDisplayName: localPart(subject),
        sender: `${subject}@${host}`
      };
    case 'SX':
      return {
        owner: `${userName}@${host}`,
        ownerDisplayName: userName,
        senderDisplayName: userName,
        sender: `${userName}@${host}`
      };
  }
}

function resourceType(shape: Shape): string {
  return shape === 'S2' || shape === 'S3' || shape === 'S4'
    ? 'embedded'
    : 'ro-crate';
}

function entity(crate: SentCrate, id: string): Entity | undefined {
  return crate['@graph'].find(candidate => candidate['@id'] === id);
}

function userId(crate: SentCrate, id: string): string {
  return text(entity(crate, id)?.userid);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@')) || address;
}
