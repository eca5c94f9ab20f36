import { readPrivacy } from '@atoll/sdk/make-sample';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import type { DeskSession } from './desk.tsx';

/** What the samples of a dataset have cost of its privacy, and what they may cost. */
export const usePrivacy = (session: DeskSession, name: string) =>
  useDesk(session.market, ['privacy', name], (desk) => readPrivacy(desk, name));
