import type { Metrics } from './metrics.ts';

/** Metrics of a process that serves none: measures nothing and loads no metrics library. */
export const unmeasured: Metrics = {
  server: undefined,
  observeRequest: () => {},
  metered: (store) => store,
  watchHasher: () => {},
  observeWork: () => {},
};
