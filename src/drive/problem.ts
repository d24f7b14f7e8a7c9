import { ServerConnection } from '@jupyterlab/services';

/** The companion's code for a file that is not what the person believes. */
export const CHANGED = 'changed';

/**
 * A file was to be saved that somebody else has changed meanwhile.
 */
export interface IConflict {
  /**
   * The hash that the file has now; null where the server does not say.
   */
  readonly hash: string | null;
  readonly message: string;
}

/**
 * What an answer that is no success means.
 */
export type Refusal =
  | { readonly kind: 'conflict'; readonly conflict: IConflict }
  | { readonly kind: 'error'; readonly error: ServerConnection.ResponseError };

/**
 * Read an answer that is no success.
 */
export async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.clone().text();
  const body = membersOf(text);
  if (response.status === 409 && body['code'] === CHANGED) {
    return {
      kind: 'conflict',
      conflict: {
        hash: typeof body['hash'] === 'string' ? body['hash'] : null,
        message: typeof body['message'] === 'string' ? body['message'] : ''
      }
    };
  }
  return {
    kind: 'error',
    error: await ServerConnection.ResponseError.create(response)
  };
}

/**
 * The members of an answer; none when it is no JSON object.
 */
export function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/**
 * What a document throws when a save was called off by the person.
 *
 * #### Notes
 * JupyterLab knows this name and shows no error for it
 * (`packages/docregistry/src/context.ts`).
 */
export class SaveCalledOff extends Error {
  override readonly name = 'ModalCancelError';
}
