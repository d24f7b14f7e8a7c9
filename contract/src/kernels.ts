/**
 * Tokens of running kernels: what programs in them read and write shares with.
 */
import { Type, type Static } from 'typebox';

/** All tokens that count from now on; the bridge's word, nobody else's. */
export const KernelTokenList = Type.Object(
  {
    digests: Type.Array(
      Type.String({
        pattern: '^[0-9a-f]{64}$',
        description: 'SHA-256 of a token, which itself is never sent here.'
      }),
      { maxItems: 10_000 }
    )
  },
  { additionalProperties: false }
);
export type KernelTokenList = Static<typeof KernelTokenList>;
