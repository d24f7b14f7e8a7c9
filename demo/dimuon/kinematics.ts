import type { RandomNumbers } from './random.ts';

/** Mass of a muon in GeV. */
export const muonMass = 0.105658;

/** What the detector covers: pseudorapidity, and least momentum in GeV. */
const acceptance = { eta: 2.4, leading: 3, trailing: 1.5 };
/** How far the pairs spread along the beam. */
const rapiditySpread = 1.2;

/** Energy and momentum in GeV. */
export interface FourMomentum {
  e: number;
  px: number;
  py: number;
  pz: number;
}

/** Two muons of the given common mass that the detector would see. */
export function drawMuons(
  mass: number,
  random: RandomNumbers
): [FourMomentum, FourMomentum] {
  for (;;) {
    const pair = drawPair(mass, random);
    const [one, other] = decay(mass, random);
    const muons: [FourMomentum, FourMomentum] = [
      boosted(one, pair, mass),
      boosted(other, pair, mass)
    ];
    if (seen(muons)) {
      return muons;
    }
  }
}

/** Momentum across the beam, GeV. */
export function transverse({ px, py }: FourMomentum): number {
  return Math.hypot(px, py);
}

/** Angle to the beam as pseudorapidity. */
export function pseudorapidity(muon: FourMomentum): number {
  return Math.asinh(muon.pz / transverse(muon));
}

/** Angle around the beam, radian. */
export function azimuth({ px, py }: FourMomentum): number {
  return Math.atan2(py, px);
}

/** The mass of the two together, GeV. */
export function invariantMass(a: FourMomentum, b: FourMomentum): number {
  const e = a.e + b.e;
  const p = Math.hypot(a.px + b.px, a.py + b.py, a.pz + b.pz);
  return Math.sqrt((e - p) * (e + p));
}

/** The pair as a whole: a light one must be fast for its muons to be seen. */
function drawPair(mass: number, random: RandomNumbers): FourMomentum {
  const least = Math.max(0, 6 - mass);
  const pt = least + random.exponential(4 + mass / 8);
  const rapidity = random.normal(0, rapiditySpread);
  const angle = random.between(-Math.PI, Math.PI);
  const across = Math.hypot(mass, pt);
  return {
    e: across * Math.cosh(rapidity),
    px: pt * Math.cos(angle),
    py: pt * Math.sin(angle),
    pz: across * Math.sinh(rapidity)
  };
}

/** Two muons back to back in any direction, as the pair itself sees them. */
function decay(
  mass: number,
  random: RandomNumbers
): [FourMomentum, FourMomentum] {
  const e = mass / 2;
  const p = Math.sqrt(e * e - muonMass * muonMass);
  const cosine = random.between(-1, 1);
  const sine = Math.sqrt(1 - cosine * cosine);
  const angle = random.between(-Math.PI, Math.PI);
  const px = p * sine * Math.cos(angle);
  const py = p * sine * Math.sin(angle);
  const pz = p * cosine;
  return [
    { e, px, py, pz },
    { e, px: -px, py: -py, pz: -pz }
  ];
}

/** A muon of the pair's own frame as the laboratory sees it. */
function boosted(
  muon: FourMomentum,
  pair: FourMomentum,
  mass: number
): FourMomentum {
  const along = muon.px * pair.px + muon.py * pair.py + muon.pz * pair.pz;
  const factor = (muon.e + along / (pair.e + mass)) / mass;
  return {
    e: (pair.e * muon.e + along) / mass,
    px: muon.px + factor * pair.px,
    py: muon.py + factor * pair.py,
    pz: muon.pz + factor * pair.pz
  };
}

function seen(muons: [FourMomentum, FourMomentum]): boolean {
  const momenta = muons.map(transverse);
  return (
    Math.max(...momenta) > acceptance.leading &&
    Math.min(...momenta) > acceptance.trailing &&
    muons.every(muon => Math.abs(pseudorapidity(muon)) < acceptance.eta)
  );
}
