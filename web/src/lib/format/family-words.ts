/** What kind of trouble a learned monitor watches for, by the name that the server gives it. */
const FAMILIES: Readonly<Record<string, string>> = {
  rows: 'number of rows',
  share: 'shares, such as of nulls',
  location: 'means',
  spread: 'spread of values',
  length: 'length of texts',
  distinct: 'different values',
  extreme: 'smallest and largest values',
  distance: 'distribution',
  mass: 'new and lost values',
  custom: 'own metrics',
  schema: 'columns and types',
  stale: 'copies of the run before',
};

export const FAMILY_NAMES = Object.keys(FAMILIES);

/** In words; one that is not known here by its own name. */
export const familyWords = (family: string): string => FAMILIES[family] ?? family;
