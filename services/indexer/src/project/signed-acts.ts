import { placeOf, type Projection } from './projection.ts';

/** Signed acts: carried out by a relayer, or taken back by their account. Each digest is told once. */
export const signedActProjection: Projection = {
  'relay.ActExecuted': {
    apply: (rows, event) => {
      const { digest, account, relayer, feeToken, fee } = event;
      rows.append('signed_acts', {
        ...placeOf(event),
        ...{ digest, account, relayer, fee_token: fee === 0n ? null : feeToken, fee },
        done_at: event.blockTimestamp,
      });
      return true;
    },
  },
  'relay.ActRevoked': {
    apply: (rows, event) => {
      const { digest, account } = event;
      rows.append('signed_acts', {
        ...placeOf(event),
        ...{ digest, account, relayer: null, fee_token: null, fee: 0n },
        done_at: event.blockTimestamp,
      });
      return true;
    },
  },
};
