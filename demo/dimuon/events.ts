import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import {
  azimuth,
  drawMuons,
  invariantMass,
  pseudorapidity,
  transverse
} from './kinematics.ts';
import type { FourMomentum } from './kinematics.ts';
import { RandomNumbers } from './random.ts';
import { drawMass } from './spectrum.ts';

/** The columns of CERN Open Data record 700, `MuRun2010B.csv`. */
export const columns = [
  'Type,Run,Event',
  'E1,px1,py1,pz1,pt1,eta1,phi1,Q1',
  'E2,px2,py2,pz2,pt2,eta2,phi2,Q2',
  'M'
].join(',');

/** Runs of the autumn of 2010. */
const runs = { first: 146_428, last: 149_442 };
/** Significant digits, as in the original. */
const digits = 6;
const linesAtOnce = 500;

/** What to generate. */
export interface EventOptions {
  /** Number of events, that is of lines. */
  events: number;
  /** The same seed gives the same file, byte for byte. */
  seed: string;
}

/** What was written. */
export interface WrittenFile {
  /** Bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
}

/** The lines of a file of dimuon events, header first, in portions. */
export function* dimuonLines(options: EventOptions): Iterable<string> {
  const random = new RandomNumbers(options.seed);
  let portion = [columns];
  for (let event = 0; event < options.events; event++) {
    portion.push(dimuonLine(random));
    if (portion.length >= linesAtOnce) {
      yield `${portion.join('\n')}\n`;
      portion = [];
    }
  }
  if (portion.length > 0) {
    yield `${portion.join('\n')}\n`;
  }
}

/** Writes a file of dimuon events. */
export async function writeDimuonFile(
  path: string,
  options: EventOptions
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let size = 0;
  function* counted(): Iterable<Buffer> {
    for (const lines of dimuonLines(options)) {
      const bytes = Buffer.from(lines);
      hash.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  }
  await pipeline(counted(), createWriteStream(path));
  return { size, sha256: hash.digest('hex') };
}

function dimuonLine(random: RandomNumbers): string {
  const { mass, paired } = drawMass(random);
  const [one, other] = drawMuons(mass, random);
  const charge = random.chance(0.5) ? 1 : -1;
  // Muons of chance pairs know nothing of each other's charge, but heavy
  // quarks come in pairs and make opposite charges somewhat more likely.
  const sameCharge = !paired && random.chance(0.35);
  return [
    [kind(one, random), kind(other, random)].sort().join(''),
    random.integer(runs.first, runs.last),
    random.integer(1, 1_500_000_000),
    ...muonColumns(one, charge),
    ...muonColumns(other, sameCharge ? charge : -charge),
    rounded(invariantMass(one, other))
  ].join(',');
}

/** G: seen by tracker and muon chambers together; T: mostly by the tracker. */
function kind(muon: FourMomentum, random: RandomNumbers): string {
  const hard = 1 - Math.exp(-transverse(muon) / 4);
  return random.chance(hard) ? 'G' : 'T';
}

function muonColumns(muon: FourMomentum, charge: number): number[] {
  return [
    rounded(muon.e),
    rounded(muon.px),
    rounded(muon.py),
    rounded(muon.pz),
    rounded(transverse(muon)),
    rounded(pseudorapidity(muon)),
    rounded(azimuth(muon)),
    charge
  ];
}

function rounded(value: number): number {
  return Number(value.toPrecision(digits));
}
