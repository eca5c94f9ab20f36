import { AtollError } from '@atoll/schemas/error';
import type { AppEnv } from '@atoll/server-kit/app';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';

/** The request was signed, by somebody who may not ask for this. */
class NotTheCustodian extends AtollError {
  constructor(signer: string) {
    super({
      code: 'not_allowed',
      message: `${signer} is not the custodian of this provider`,
      hint: 'sign with the account that CUSTODIAN_ADDRESS names',
      data: { signer },
    });
  }
}

/** Lets the custodian through; comes after the middleware that checks the signature. */
export function custodianOnly(ctx: Pick<Context, 'settings'>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const signer = c.get('signer');
    if (signer !== ctx.settings.custodian) throw new NotTheCustodian(signer);
    await next();
  };
}
