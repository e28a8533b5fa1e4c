import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, EventDocument, Store } from '../storage/port.ts';
import type { ApiTokenRecord } from './api-token.ts';

/** Where an ascending scan by expiry goes on. */
export type ExpiryPosition = Pick<ApiTokenRecord, '_id' | 'expires_at'>;

/** Which tokens expire soon, and which of their owners were told. */
export const expiryWarningStore = (store: Store) => ({
  /** Live tokens that expire until then and were not warned of for so few days, the next to expire first. */
  expiringUntil: (
    until: number,
    fewerDays: number,
    now: number,
    after: ExpiryPosition | undefined,
    limit: number,
  ): Promise<ApiTokenRecord[]> =>
    store.find<ApiTokenRecord>(
      'api_tokens',
      {
        $and: [
          { expires_at: { $gt: now, $lte: until } },
          { revoked_at: null },
          { $or: [{ warned_days: null }, { warned_days: { $gt: fewerDays } }] },
          ...(after?.expires_at == null
            ? []
            : [
                {
                  $or: [
                    { expires_at: { $gt: after.expires_at } },
                    { expires_at: after.expires_at, _id: { $gt: after._id } },
                  ],
                },
              ]),
        ],
      },
      { sort: { expires_at: 1, _id: 1 }, limit },
    ),

  /** Records a warning and its mails, unless another process was faster or the token has changed. */
  record(
    token: ApiTokenRecord,
    days: number,
    { event, mails }: { readonly event: EventDocument; readonly mails: readonly Change[] },
  ): Promise<boolean> {
    const mark: Change = {
      update: 'api_tokens',
      where: { _id: token._id, revoked_at: null, expires_at: token.expires_at, warned_days: token.warned_days },
      set: { $set: { warned_days: days } },
    };
    return commitUnlessOvertaken(store, [event], [mark, ...mails]);
  },
});

export type ExpiryWarningStore = ReturnType<typeof expiryWarningStore>;
