/**
 * What the plan of a copy keeps for its end.
 */
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Json } from '../transfers/transfer.ts';

export const FINISHER = 'copy';

const Place = Type.Object({ storage: Type.String(), path: Type.String() });

const FinisherInput = Type.Object({
  /** Folder that received the files. */
  target: Place,
  /** Relative to it; made at the end, as no file needs them. */
  emptyFolders: Type.Array(Type.String()),
  /** Of a move: taken away where they are empty, the last one first. */
  sourceFolders: Type.Array(Place),
  /** Folders of the drive that the items came from. */
  origins: Type.Array(Type.String())
});
export type FinisherInput = Static<typeof FinisherInput>;

const check = Compile(FinisherInput);

/** Null for what another version has written. */
export function readFinisherInput(input: Json): FinisherInput | null {
  return check.Check(input) ? input : null;
}
