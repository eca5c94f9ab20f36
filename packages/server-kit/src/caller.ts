/** Who makes a request, as a service's access rules found it. */
export interface Caller {
  /** `key:<id>`, or `ip:<address>` where no key was shown. */
  readonly id: string;
  /** The id of the key that was shown. */
  readonly keyId?: string;
  readonly quota: Quota;
  /** Counts rows of an export before they are sent; throws `too_many_requests` where they are more than the caller may still have today. */
  takeExportRows(rows: number): void;
}

export interface Quota {
  readonly requestsPerMinute: number;
  /** Endless replies (server-sent events) at once. */
  readonly streams: number;
  /** Rows of exports a day (UTC). */
  readonly exportRows: number;
}
