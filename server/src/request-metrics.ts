/** Upper bounds in seconds; what takes longer is counted in `+Inf`. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

interface Measure {
  readonly byStatus: Map<number, number>;
  /** How many took no longer than the bound of the same index, and longer than the one before. */
  readonly byBound: number[];
  seconds: number;
}

/**
 * How many requests were answered with what, and how long they took. Every request pays for it, so that observing is a
 * few additions, and the labels are put together only when somebody reads them.
 */
export class RequestMetrics {
  readonly #byOperation = new Map<string, Measure>();

  observe(operation: string, status: number, seconds: number): void {
    const measure = this.#byOperation.get(operation) ?? this.#begin(operation);
    measure.byStatus.set(status, (measure.byStatus.get(status) ?? 0) + 1);
    const bucket = bounds.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    measure.byBound[index] = (measure.byBound[index] ?? 0) + 1;
    measure.seconds += seconds;
  }

  #begin(operation: string): Measure {
    const measure = { byStatus: new Map<number, number>(), byBound: [...bounds, 0].fill(0), seconds: 0 };
    this.#byOperation.set(operation, measure);
    return measure;
  }

  /** In Prometheus' text format (version 0.0.4). */
  text(): string {
    const measures = [...this.#byOperation];
    return [
      '# HELP latchkey_requests_total Requests answered.',
      '# TYPE latchkey_requests_total counter',
      ...measures.flatMap(([operation, { byStatus }]) =>
        [...byStatus].map(
          ([status, count]) => `latchkey_requests_total{operation="${operation}",status="${status}"} ${count}`,
        ),
      ),
      '',
      '# HELP latchkey_request_duration_seconds From the first header to the answer.',
      '# TYPE latchkey_request_duration_seconds histogram',
      ...measures.flatMap(([operation, measure]) => histogramOf(operation, measure)),
      '',
    ].join('\n');
  }
}

/** Buckets are cumulative on the wire: each counts whatever took no longer than its bound. */
function histogramOf(operation: string, { byBound, seconds }: Measure): string[] {
  const name = 'latchkey_request_duration_seconds';
  let count = 0;
  const buckets = byBound.map((within, index) => {
    count += within;
    return `${name}_bucket{le="${bounds[index] ?? '+Inf'}",operation="${operation}"} ${count}`;
  });
  return [
    ...buckets,
    `${name}_sum{operation="${operation}"} ${seconds}`,
    `${name}_count{operation="${operation}"} ${count}`,
  ];
}
