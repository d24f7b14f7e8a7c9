import type { RandomNumbers } from './random.ts';

/** A particle that decays to two muons, as it shows in the detector. */
interface Resonance {
  /** Mass in GeV (Particle Data Group, rounded). */
  mass: number;
  /** Natural full width in GeV; what is far below the resolution counts as 0. */
  width: number;
  /** Share of all events. */
  share: number;
}

/** The masses that the generated events cover, in GeV. */
export const massRange = { low: 0.3, high: 120 };

const resonances: Resonance[] = [
  { mass: 0.5479, width: 0, share: 0.005 }, // eta
  { mass: 0.7753, width: 0.149, share: 0.018 }, // rho
  { mass: 0.7827, width: 0.0087, share: 0.016 }, // omega
  { mass: 1.0195, width: 0.0042, share: 0.021 }, // phi
  { mass: 3.0969, width: 0, share: 0.17 }, // J/psi
  { mass: 3.6861, width: 0, share: 0.011 }, // psi(2S)
  { mass: 9.4603, width: 0, share: 0.042 }, // Upsilon(1S)
  { mass: 10.0233, width: 0, share: 0.013 }, // Upsilon(2S)
  { mass: 10.3552, width: 0, share: 0.008 }, // Upsilon(3S)
  { mass: 91.1876, width: 2.495, share: 0.1 } // Z
];

/** Pairs of muons that only met by chance, mostly of heavy quarks. */
const combinatorial = { share: 0.43, median: 3.2, spread: 0.85 };
/**
 * Quark and antiquark annihilating: falls with this power of the mass. Below
 * the threshold the muons are too slow for the trigger.
 */
const drellYan = { power: -2.4, low: 1, threshold: 4.5 };

/** An event's mass, before its muons are known. */
export interface DrawnMass {
  /** GeV, as measured. */
  mass: number;
  /** Whether the muons come from one particle, and so differ in charge. */
  paired: boolean;
}

/** Draws the mass of one event in the proportions of the CMS spectrum. */
export function drawMass(random: RandomNumbers): DrawnMass {
  for (;;) {
    const drawn = drawAnyMass(random);
    if (drawn.mass > massRange.low && drawn.mass < massRange.high) {
      return drawn;
    }
  }
}

function drawAnyMass(random: RandomNumbers): DrawnMass {
  let choice = random.uniform();
  for (const resonance of resonances) {
    choice -= resonance.share;
    if (choice < 0) {
      const mass = random.resonance(resonance.mass, resonance.width);
      return { mass: measured(mass, random), paired: true };
    }
  }
  choice -= combinatorial.share;
  if (choice < 0) {
    const { median, spread } = combinatorial;
    const mass = median * Math.exp(random.normal(0, spread));
    return { mass, paired: false };
  }
  return { mass: drawDrellYan(random), paired: true };
}

/** Momenta are measured to about one per cent, better in the middle. */
function measured(mass: number, random: RandomNumbers): number {
  return random.normal(mass, mass * random.between(0.006, 0.014));
}

function drawDrellYan(random: RandomNumbers): number {
  const exponent = drellYan.power + 1;
  const low = drellYan.low ** exponent;
  const high = massRange.high ** exponent;
  for (;;) {
    const mass = random.between(low, high) ** (1 / exponent);
    if (random.chance(1 / (1 + (drellYan.threshold / mass) ** 4))) {
      return mass;
    }
  }
}
