import type { Metrics } from './metrics.ts';

/** What a process measures that has nobody to tell: nothing, and without loading what would. */
export const unmeasured: Metrics = {
  server: undefined,
  observeRequest: () => {},
  metered: (store) => store,
  watchHasher: () => {},
  observeWork: () => {},
};
