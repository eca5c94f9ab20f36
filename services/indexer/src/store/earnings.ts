import { secondsOfDay, type Total } from './total.ts';

/** What an account was paid out of the escrow. What came back to a buyer is no earning, nor what comes of collateral or of a pass. */
export const earnings: Total = {
  table: 'earnings',
  keys: ['account', 'token', 'asset_id', 'role', 'day'],
  sums: ['amount', 'payments'],
  from: [],
  sum: (from, to) => `
    select account, token, asset_id, role, (paid_at / ${secondsOfDay})::integer as day,
      sum(amount) as amount, count(*) as payments
    from payments
    where block_number > ${from} and block_number <= ${to} and role not in ('refund', 'pass', 'slash')
    group by 1, 2, 3, 4, 5`,
};
