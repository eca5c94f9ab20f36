import { Cid } from '@atoll/schemas/ids';
import { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import { SampleView } from '@atoll/schemas/sample-api';
import type { samples } from '../store/sample-tables.ts';

/** A sample as its custodian sees it. */
export function sampleView(row: typeof samples.$inferSelect): SampleView {
  const { cid, statisticsCid, publishedAt, note } = row;
  return {
    sample: row.sample,
    name: row.name,
    snapshot: row.snapshot,
    state: publishedAt === null ? 'draft' : 'published',
    statistics: StatisticsDocument.parse(row.statistics),
    preview: SampleView.shape.preview.parse(row.preview),
    resembling: SampleView.shape.resembling.parse(row.resembling),
    createdAt: row.createdAt.toISOString(),
    ...(cid === null || statisticsCid === null || publishedAt === null
      ? {}
      : {
          published: {
            sample: Cid.parse(cid),
            statistics: Cid.parse(statisticsCid),
            at: publishedAt.toISOString(),
            ...(note === null ? {} : { note }),
          },
        }),
  };
}
