/** Secondary indexes of the mirror, built when the backfill has reached the head; `if not exists`, so that later ones are added at a start. */
export const indexes: readonly string[] = [
  'create index if not exists jobs_by_order on jobs (ordered_block desc, ordered_log desc)',
  'create index if not exists payments_by_job on payments (job_id)',
];
