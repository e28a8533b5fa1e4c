import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { Page } from '../storage/find-newest-first.ts';
import type { PagePosition } from '../storage/page-cursor.ts';
import { ok } from './answers.ts';
import type { AnswerHeaders } from './operation.ts';

interface ListRequest {
  readonly query: { readonly limit?: number; readonly cursor?: string; readonly [filter: string]: unknown };
  readonly services: Pick<Services, 'cursors'>;
  readonly url: string;
}

export interface ListStart {
  readonly limit: number;
  readonly after: PagePosition | undefined;
  /** What the cursors of this list are bound to. */
  readonly context: string;
}

const defaultLimit = 50;

/**
 * Where a list begins. A cursor belongs to one list, owner and set of filters: in another it is refused.
 * @throws {ServiceError} 400 `invalid_cursor`
 */
export function startOf(list: string, owner: string, { query, services }: Omit<ListRequest, 'url'>): ListStart {
  const { limit = defaultLimit, cursor, ...filters } = query;
  const context = JSON.stringify([list, owner, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const after = cursor === undefined ? undefined : services.cursors.decode(context, cursor);
  if (cursor !== undefined && after === undefined) throw new ServiceError('invalid_cursor');
  return { limit, after, context };
}

/** A page as the wire shows it, with the address of the next one (RFC 8288). */
export function nextPage<Item>(
  data: Item[],
  page: Pick<Page<unknown>, 'next'>,
  start: ListStart,
  { services, url }: ListRequest,
): { status: 200; body: { data: Item[]; next_cursor: string | null }; headers?: AnswerHeaders } {
  if (page.next === undefined) return ok({ data, next_cursor: null });
  const cursor = services.cursors.encode(start.context, page.next);
  const address = new URL(url, 'http://list.invalid');
  address.searchParams.set('cursor', cursor);
  return ok({ data, next_cursor: cursor }, { Link: `<${address.pathname}${address.search}>; rel="next"` });
}
