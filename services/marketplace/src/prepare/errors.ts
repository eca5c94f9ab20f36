import { AtollError } from '@atoll/schemas/error';

/** The document that an asset would name is not here, so that nobody could read it. */
export class DocumentNotPinned extends AtollError {
  constructor(cid: string) {
    super({
      code: 'not_found',
      message: `${cid} is not kept here`,
      hint: 'pin the document first: POST /pins',
      data: { cid },
    });
  }
}
