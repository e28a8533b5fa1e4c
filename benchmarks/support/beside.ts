import { type Effort, median, type Row } from '../result.ts';
import { type LoadRequest, type LoadResult, load, manyClients } from './load.ts';
import type { MeasuredProcess } from './measured-process.ts';

export interface Side {
  readonly name: string;
  readonly server: MeasuredProcess;
  readonly request: LoadRequest;
}

export interface Comparison {
  /** Requests per second of one side, as a share of the other's. */
  readonly throughput: number;
  /** Server time per request of the other side, as a share of this one's: the same ratio, undisturbed by who else uses the machine. */
  readonly capacity: number;
  readonly rows: readonly Row[];
}

/**
 * Measures two servers in turns, so that a slow moment of the machine meets both. The first round of each warms it up and
 * is not counted. The ratios are medians of the rounds' own ratios.
 */
export async function measureBeside(
  own: Side,
  other: Side,
  { rounds, loadSeconds }: Effort,
  clients = manyClients,
): Promise<Comparison> {
  const pairs: { readonly own: LoadResult; readonly other: LoadResult }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const pair = {
      own: await load(own.server, own.request, loadSeconds, clients),
      other: await load(other.server, other.request, loadSeconds, clients),
    };
    if (round > 0) pairs.push(pair);
  }
  const ofBoth = (of: (result: LoadResult) => number) =>
    [
      [own.name, median(pairs.map((pair) => of(pair.own)))],
      [other.name, median(pairs.map((pair) => of(pair.other)))],
    ] as const;
  return {
    throughput: median(pairs.map((pair) => pair.own.requestsPerSecond / pair.other.requestsPerSecond)),
    capacity: median(pairs.map((pair) => pair.other.cpuMicroseconds / pair.own.cpuMicroseconds)),
    rows: [
      ...ofBoth(({ requestsPerSecond }) => requestsPerSecond).map(
        ([figure, value]): Row => ({ figure, value, unit: 'requests/s' }),
      ),
      ...ofBoth(({ cpuMicroseconds }) => cpuMicroseconds).map(
        ([name, value]): Row => ({ figure: `${name}, server time`, value, unit: 'µs/request' }),
      ),
    ],
  };
}
