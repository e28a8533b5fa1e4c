import { isLatchkeyError, LatchkeyError } from './errors.ts';

export interface AnyPage {
  readonly data: readonly unknown[];
  readonly next_cursor: string | null;
}

type Item<Page extends AnyPage> = Page['data'][number];

/**
 * A list under way. Awaited, it is its first page; iterated, it is every item of every page, each page asked for when the
 * items before it are used up.
 *
 * If a page fails, the error has its `cursor`: a list that begins with `query: { cursor }` goes on where this one stopped.
 *
 * @example
 * for await (const key of client.workspaceKeys.list({ path: { workspace: 'acme' } })) console.log(key.name);
 */
export interface List<Page extends AnyPage> extends Promise<Page>, AsyncIterable<Item<Page>> {
  /** Every page, beginning with the first. */
  pages(): AsyncGenerator<Page, void>;
  /** The items up to a limit, which keeps a list that is longer than expected from filling the memory. */
  toArray(options: { readonly limit: number }): Promise<Item<Page>[]>;
}

/** Makes a list of what fetches one page. The first page is on its way at once. */
export function walkable<Page extends AnyPage>(
  start: string | undefined,
  fetchPage: (cursor: string | undefined) => Promise<Page>,
): List<Page> {
  const pageAt = (cursor: string | undefined): Promise<Page> =>
    fetchPage(cursor).catch((error: unknown) => {
      if (isLatchkeyError(error)) error.cursor = cursor;
      throw error;
    });
  const first = pageAt(start);

  async function* pages(): AsyncGenerator<Page, void> {
    let cursor = start;
    for (let page = await first; ; page = await pageAt(cursor)) {
      yield page;
      if (page.next_cursor === null) return;
      if (page.next_cursor === cursor) throw circle(cursor);
      cursor = page.next_cursor;
    }
  }

  async function* items(): AsyncGenerator<Item<Page>, void> {
    for await (const page of pages()) yield* page.data as Item<Page>[];
  }

  async function toArray({ limit }: { readonly limit: number }): Promise<Item<Page>[]> {
    const found: Item<Page>[] = [];
    if (limit <= 0) return found;
    for await (const item of items()) if (found.push(item) >= limit) break;
    return found;
  }

  return Object.assign(first, { pages, toArray, [Symbol.asyncIterator]: items });
}

const circle = (cursor: string): LatchkeyError =>
  Object.assign(new LatchkeyError('A page names itself as the next one.', { code: 'unexpected_answer' }), { cursor });
