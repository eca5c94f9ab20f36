import type { Described } from '../support/market.ts';

const dollars = (whole: number): bigint => BigInt(Math.round(whole * 1_000_000));

/** What stands in the catalogue of the pictures beside the example. */
export const shownDatasets: readonly Described[] = [
  {
    name: 'Reef temperatures, hourly, twelve stations',
    description:
      'Water temperature and salinity at twelve stations of a lagoon, hourly from 2019 to 2026, with the state of each logger.',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    keywords: ['ocean', 'time series', 'climate'],
    price: dollars(12.5),
    rows: 736_000,
    bytes: 58_000_000,
  },
  {
    name: 'Emergency admissions of three hospitals',
    description:
      'Age group, main complaint, triage and outcome of each admission. Every result is reviewed by two persons before it leaves.',
    license: 'https://creativecommons.org/licenses/by-nc/4.0/',
    keywords: ['health', 'tabular', 'classification'],
    price: dollars(45),
    rows: 182_400,
    bytes: 31_000_000,
  },
  {
    name: 'Machine tool vibrations with tool wear',
    description:
      'Acceleration at the spindle of forty milling machines, and the wear of the tool when it was changed.',
    license: 'https://creativecommons.org/publicdomain/zero/1.0/',
    keywords: ['industry', 'time series', 'regression'],
    price: dollars(8),
    rows: 9_600_000,
    bytes: 2_400_000_000,
  },
  {
    name: 'Card payments of a region, one year',
    description:
      'Amount, category of the shop and hour of each payment, by postal district; no account stands in it.',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    keywords: ['finance', 'tabular'],
    price: dollars(0),
    rows: 41_000_000,
    bytes: 5_100_000_000,
  },
  {
    name: 'Soil samples of 4,200 fields',
    description:
      'Nutrients, acidity and texture of the upper soil with crop and yield of the following season.',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    keywords: ['agriculture', 'tabular', 'regression'],
    price: dollars(19.99),
    rows: 4_200,
    bytes: 1_300_000,
  },
  {
    name: 'Bird calls of a wetland',
    description: 'Labelled recordings of 64 species at dawn, four springs, with wind and rain beside them.',
    license: 'https://creativecommons.org/licenses/by/4.0/',
    keywords: ['sound', 'nature', 'classification'],
    price: dollars(6.25),
    rows: 27_900,
    bytes: 12_000_000_000,
  },
];
