import type { RawLog } from '@atoll/chain/raw-log';
import type { Emitters } from './emitters.ts';
import type { PlacedEvent } from './market-event.ts';
import { DoesNotFit } from './words.ts';

/**
 * Reads a log as an event of the market, or gives undefined: for a topic that no decoder knows, bytes that do not fit their event, a
 * contract that is not of the deployment. Such a log is kept as it came and disturbs nothing.
 */
export function decodeLog(emitters: Emitters, log: RawLog): PlacedEvent | undefined {
  const decoder = emitters.decodersOf(log.address)?.[log.signature ?? ''];
  if (decoder === undefined || log.topicCount !== decoder.indexed + 1) return undefined;
  try {
    return decoder.decode(log);
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined;
    throw error;
  }
}
