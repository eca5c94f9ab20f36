import { placeOf, type Projection } from './projection.ts';

/** Ratings, with the job's token and end, which weigh them. What follows from them is `store/reputations.ts`. */
export const ratingProjection: Projection = {
  'ratings.Rated': {
    readsFirst: (event, read) => read('jobs', { job_id: event.jobId }),
    apply: (rows, event) => {
      const job = rows.get('jobs', { job_id: event.jobId });
      if (job === undefined || job.ended_at === null) return false;
      const { jobId: job_id, provider, buyer, score, paid, comment: comment_digest } = event;
      rows.append('ratings', {
        ...placeOf(event),
        ...{ job_id, provider, buyer, token: job.token, score, paid, comment_digest },
        counted: !job.own_order,
        job_ended_at: job.ended_at,
        rated_at: event.blockTimestamp,
      });
      return true;
    },
  },
};
