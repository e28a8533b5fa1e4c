import type { Contract } from '../contract/contract.ts';
import { type Exchange, mediaType } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';

/** A wire, and everything that goes over it. */
export const recordingWire = (wire: Wire): { readonly wire: Wire; readonly heard: readonly Exchange[] } => {
  const heard: Exchange[] = [];
  return {
    heard,
    wire: {
      send: async (request) => {
        const exchange = await wire.send(request);
        heard.push(exchange);
        return exchange;
      },
      sendTogether: async (requests) => {
        const exchanges = await wire.sendTogether(requests);
        heard.push(...exchanges);
        return exchanges;
      },
      close: () => wire.close(),
    },
  };
};

/** Longer answers have the same members, only more often. The contract itself is one: it describes itself. */
const longestKept = 64 * 1_024;

/** One exchange of each operation, status and media type: the one whose answer says most, since an empty list has little to spoil. */
export const fullestExchanges = (heard: readonly Exchange[], contract: Contract): readonly Exchange[] => {
  const kept = new Map<string, Exchange>();
  for (const exchange of heard) {
    const { request, answer } = exchange;
    const { operation } = contract.match(request.method, request.path);
    if (operation === undefined || request.method === 'HEAD' || answer.body.byteLength > longestKept) continue;
    const name = `${operation.id} ${answer.status} ${mediaType(answer) ?? ''}`;
    const before = kept.get(name);
    if (before === undefined || before.answer.body.byteLength < answer.body.byteLength) kept.set(name, exchange);
  }
  return [...kept.values()];
};
