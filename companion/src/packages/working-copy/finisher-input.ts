/**
 * What a finisher has to know beside the working copy itself; written into the
 * transfer's journal as JSON and read back from there after a crash.
 */
import { PackageFile, ParameterValue } from 'sciencemesh-contract';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Json } from '../../transfers/transfer.ts';

/** Name under which the finisher is registered. */
export const FINISHER = 'package';

/** Where the main entity is or will be, relative to the working copy. */
export const MainPart = Type.Union([
  Type.Object({ type: Type.Literal('none') }),
  Type.Object({
    type: Type.Literal('notebook'),
    path: Type.String(),
    original: Type.String()
  }),
  Type.Object({ type: Type.Literal('file'), path: Type.String() }),
  Type.Object({
    type: Type.Literal('archive'),
    path: Type.String(),
    folder: Type.String()
  }),
  Type.Object({
    type: Type.Literal('git'),
    url: Type.String(),
    reference: Type.Union([Type.String(), Type.Null()]),
    folder: Type.String()
  }),
  Type.Object({ type: Type.Literal('folder'), folder: Type.String() })
]);
export type MainPart = Static<typeof MainPart>;

/** Where a package came from, as a generated notebook tells. */
export const Received = Type.Object({
  sender: Type.Union([
    Type.Object({
      displayName: Type.Union([Type.String(), Type.Null()]),
      host: Type.String(),
      signed: Type.Boolean()
    }),
    Type.Null()
  ]),
  at: Type.Union([Type.String(), Type.Null()])
});
export type Received = Static<typeof Received>;

export const FinisherInput = Type.Object({
  packageId: Type.String(),
  main: MainPart,
  files: Type.Array(PackageFile),
  parameters: Type.Record(Type.String(), ParameterValue),
  received: Received,
  /** Date that the documents in the working copy bear, ISO 8601. */
  madeAt: Type.String()
});
export type FinisherInput = Static<typeof FinisherInput>;

export function finisherInput(input: FinisherInput): Json {
  return JSON.parse(JSON.stringify(input)) as Json;
}

/** @throws Error for what no version of this program has written */
export function readFinisherInput(value: Json): FinisherInput {
  if (!Value.Check(FinisherInput, value)) {
    throw new Error('The journal holds a plan that cannot be read.');
  }
  return value;
}
