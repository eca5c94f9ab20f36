import type { Chain } from '@atoll/chain/chain';
import { type ChainJobEnd, readJobEnd } from '@atoll/chain/read-job-end';
import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';

class JobNotEnded extends AtollError {
  constructor(jobId: Bytes32) {
    super({
      code: 'conflict',
      message: `job ${jobId} has not ended on this chain`,
      hint: 'wait until it is settled; watchJob tells',
      retryable: true,
      data: { jobId },
    });
  }
}

/** How a job ended, read from its events: what disputes, ratings and derived assets prove. */
export async function endOfJob(chain: Chain, jobId: Bytes32): Promise<ChainJobEnd> {
  const end = await readJobEnd(chain, jobId);
  if (end === undefined) throw new JobNotEnded(jobId);
  return end;
}
