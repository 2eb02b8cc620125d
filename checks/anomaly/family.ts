/** What kind of number a measure is: each kind has a scale of its own, a smallest change that matters, and an alarm line. */
export type Family =
  'rows' | 'share' | 'location' | 'spread' | 'length' | 'distinct' | 'extreme' | 'distance' | 'mass' | 'custom';

export interface FamilyRule {
  /** From the number as people know it to the scale on which changes are judged, and back. */
  transform: (raw: number) => number;
  inverse: (value: number) => number;
  /** How far apart two raw numbers are in the unit of `gate`. */
  effect: (raw: number, expected: number) => number;
  /** The smallest effect that anybody should be told of. */
  gate: number;
  /** How many robust standard deviations away from the forecast an alarm begins, with a long history. */
  z: number;
  /** How much more is asked with few runs: n of them ask (1 + early / n) times as many. */
  early: number;
  /** And how much beyond that while there are very few: with n of them (young / n)² times as many. */
  young: number;
  /** How much farther away than in any run remembered. */
  worst: number;
  /** Is a slow drift of it told? */
  drifts: boolean;
  /** Standard deviation to assume before any history tells, on the transformed scale. */
  prior: number;
  /** An effect beyond all values before that is an alarm from the third run on, whatever the models say. */
  gross: number;
  /** Only more than foretold is an alarm. */
  isOneSided: boolean;
}

const log = (raw: number): number => Math.log(Math.max(raw, 0.5));
const logOf = (raw: number): number => Math.log(Math.max(raw, 1e-9));
const arcsine = (raw: number): number => Math.asin(Math.sqrt(Math.min(1, Math.max(0, raw))));
const sine = (value: number): number => Math.sin(Math.min(Math.PI / 2, Math.max(0, value))) ** 2;
const same = (raw: number): number => raw;
const difference = (raw: number, expected: number): number => Math.abs(raw - expected);
const excess = (raw: number, expected: number): number => Math.max(0, raw - expected);

/** What is as rare as this is like what never is. */
const RARE = 0.001;
/** As much as the gate of shares: a rare thing that is three times as frequent. */
const POINTS = 0.025;

/** A share half way matters in points; near 0 and 1, where most columns are, smaller changes do: there also by their ratio. */
function shareEffect(raw: number, expected: number): number {
  if (expected > 0.1 && expected < 0.9) return Math.abs(raw - expected) / 2;
  const [now, before] = expected <= 0.1 ? [raw, expected] : [1 - raw, 1 - expected];
  const ratio = Math.abs(Math.log((now + RARE) / (before + RARE))) / Math.log(3);
  return Math.max(Math.abs(now - before), POINTS * ratio);
}

const FORMS = {
  log: {
    transform: log,
    inverse: Math.exp,
    effect: (raw: number, expected: number) => Math.abs(log(raw) - log(expected)),
  },
  logOf: {
    transform: logOf,
    inverse: Math.exp,
    effect: (raw: number, expected: number) => Math.abs(logOf(raw) - logOf(expected)),
  },
  arcsine: { transform: arcsine, inverse: sine, effect: shareEffect },
  same: { transform: same, inverse: same, effect: difference },
};

/** What is the same in most families. */
const COMMON = { early: 2, young: 0, worst: 1.3, drifts: false, isOneSided: false };
type OwnRule = Omit<FamilyRule, keyof typeof COMMON> & Partial<typeof COMMON>;

/** A rule with every field in the same place, which is what makes reading rules of many families fast. */
function ruleOf(own: OwnRule): FamilyRule {
  const { transform, inverse, effect, gate, z, early, young, worst, drifts, prior, gross, isOneSided } = {
    ...COMMON,
    ...own,
  };
  return { transform, inverse, effect, gate, z, early, young, worst, drifts, prior, gross, isOneSided };
}

/** detection.md 5.3: variance-stabilising transforms and smallest relevant changes. Places and spreads are in units of the column's spread. */
export const FAMILIES: Readonly<Record<Family, FamilyRule>> = {
  rows: ruleOf({
    ...FORMS.log,
    gate: 0.08,
    z: 3.33,
    early: 0,
    young: 5.5,
    drifts: true,
    prior: 0.15,
    gross: 1.2,
  }),
  share: ruleOf({
    ...FORMS.arcsine,
    gate: 0.025,
    z: 5,
    prior: 0.05,
    gross: 0.25,
  }),
  location: ruleOf({
    ...FORMS.same,
    gate: 0.1,
    z: 6,
    prior: 0.1,
    gross: 3,
  }),
  spread: ruleOf({
    ...FORMS.same,
    effect: (raw, expected) => Math.abs(Math.log((raw + 0.1) / (Math.max(0, expected) + 0.1))),
    gate: 0.22,
    z: 6,
    prior: 0.15,
    gross: 1.5,
  }),
  length: ruleOf({
    ...FORMS.logOf,
    gate: 0.03,
    z: 6,
    prior: 0.05,
    gross: 1,
  }),
  distinct: ruleOf({
    ...FORMS.log,
    gate: 0.14,
    z: 6,
    prior: 0.1,
    gross: 1.5,
  }),
  extreme: ruleOf({
    ...FORMS.logOf,
    gate: Math.log(5),
    z: 5,
    prior: 0.5,
    gross: Infinity,
    isOneSided: true,
  }),
  distance: ruleOf({
    transform: (raw) => Math.sqrt(Math.max(0, raw)),
    inverse: (value) => Math.max(0, value) ** 2,
    effect: excess,
    gate: 0.05,
    z: 6,
    prior: 0.05,
    gross: Infinity,
    isOneSided: true,
  }),
  mass: ruleOf({
    ...FORMS.arcsine,
    effect: excess,
    gate: 0.005,
    z: 5,
    prior: 0.03,
    gross: Infinity,
    isOneSided: true,
  }),
  // A number of which nothing is known: small ones as they are, large ones by their ratio.
  custom: ruleOf({
    transform: Math.asinh,
    inverse: Math.sinh,
    effect: (raw, expected) => Math.abs(Math.asinh(raw) - Math.asinh(expected)),
    gate: 0.1,
    z: 5,
    prior: 0.2,
    gross: 1.5,
  }),
};
