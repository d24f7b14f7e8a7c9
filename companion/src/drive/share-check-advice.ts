/**
 * What to do where a step of a check failed.
 */
import type { OutboundFailure } from '../http/outbound.ts';
import type { StorageFailure } from '../storage/storage.ts';

/** @param host that the advice is about, where it is known */
export function adviceFor(
  code: OutboundFailure | StorageFailure,
  host: string | null
): string {
  const operators =
    host === null ? 'the operators of that server' : `the operators of ${host}`;
  switch (code) {
    case 'certificate':
      return `Tell ${operators} that their certificate is not valid. Where it comes from a private authority, your administrator can trust that (outbound.certificateAuthorities).`;
    case 'address-refused':
    case 'scheme-refused':
      return 'The address leads into a private network or is not encrypted. Your administrator can allow the host (outbound.privateHosts, outbound.plainHttp).';
    case 'redirect-refused':
      return `The server sends us elsewhere, where the secret of the share must not go. Tell ${operators}.`;
    case 'unreachable':
    case 'timeout':
    case 'stalled':
    case 'busy':
    case 'server-failed':
      return `Try again later. If it lasts, tell ${operators}.`;
    case 'login-refused':
      return 'The server does not take the credentials of the share any more. Ask its sender to share it again.';
    case 'share-gone':
    case 'not-found':
      return 'The share was probably taken back, or what it leads to was deleted. Ask its sender.';
    case 'broken-answer':
      return `The server answers with something else than files, perhaps with its login page. Tell ${operators} that WebDAV does not get through.`;
    case 'not-permitted':
    case 'locked':
      return 'Ask the sender of the share for the permission.';
    case 'damaged':
    case 'too-large':
    case 'no-space':
    case 'name-refused':
    case 'wrong-kind':
    case 'unsupported':
    case 'exists':
    case 'changed':
    case 'aborted':
      return `Copy this report and send it to ${operators}.`;
  }
}
