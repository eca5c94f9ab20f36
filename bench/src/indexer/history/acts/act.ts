import type { HistoryLog } from '../encode-event.ts';
import type { World } from '../world.ts';

/**
 * What one transaction does: changes the world and answers its logs, in the order in which the contracts write them; no logs where
 * the world offers nothing to do it with, and then nothing is changed.
 */
export type Act = (world: World) => readonly HistoryLog[];
