import { type FollowEvent, type FollowParameters } from './follow-types.ts';
export async function* follow(_parameters: FollowParameters): AsyncGenerator<FollowEvent, void, undefined> {
  throw new Error('not yet');
}
