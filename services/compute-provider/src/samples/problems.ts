import { AtollError } from '@atoll/schemas/error';

/** A column's domain is missing or does not fit the column. */
export class DomainRefused extends AtollError {
  constructor(path: string, column: string, reason: string) {
    super({
      code: 'invalid_parameters',
      message: `domains: ${path}: ${column}: ${reason}`,
      hint: 'give the column a domain: {"kind":"number","min":0,"max":100}, {"kind":"categories","values":[…]}, {"kind":"dates","from":"2000-01-01","to":"2030-01-01"} or {"kind":"text"}',
      data: { path, column, reason },
    });
  }
}

/** The tables are more than a sample is made of. */
export class TableTooLarge extends AtollError {
  constructor(path: string, what: string) {
    super({
      code: 'payload_too_large',
      message: `no sample can be made of ${path}: ${what}`,
      hint: 'register a smaller table for the sample, or ask for fewer rows',
      data: { path, what },
    });
  }
}

/** The dataset holds nothing that a sample could be made of. */
export class NoTables extends AtollError {
  constructor(snapshot: string) {
    super({
      code: 'source_refused',
      message: `snapshot ${snapshot} holds no table`,
      hint: 'a sample is made of CSV and Parquet files with a flat schema',
      data: { snapshot },
    });
  }
}

/** The owner's cap leaves less than was asked for. */
export class EpsilonSpent extends AtollError {
  constructor(input: { name: string; asked: number; spent: number; cap: number }) {
    super({
      code: 'not_allowed',
      message: `samples of ${input.name} have cost epsilon ${input.spent} of ${input.cap}: ${input.asked} more is not left`,
      hint: 'ask for a smaller epsilon, use a sample that is there, or raise the cap knowingly: what was spent cannot be had back',
      data: input,
    });
  }
}

/** No such sample, or none that is published. */
export class SampleUnavailable extends AtollError {
  constructor(what: string, hint = 'list the samples of the dataset, or make one') {
    super({ code: 'sample_unavailable', message: what, hint, data: {} });
  }
}

/** What is public stays public. */
export class SamplePublished extends AtollError {
  constructor(sample: string) {
    super({
      code: 'conflict',
      message: `sample ${sample} is published and cannot be taken back`,
      hint: 'publish another sample and edit the metadata document to name it',
      data: { sample },
    });
  }
}
