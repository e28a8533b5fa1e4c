import type { Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createServer } from './http/node-http.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';
import { RequestMetrics } from './request-metrics.ts';
import { CommitConflict, type Store } from './storage/port.ts';

/** What is measured. Labels are operations, statuses and outcomes: never an id, a name or an address. */
export interface Metrics {
  /** Answers `GET /metrics`, and nothing else; not listening yet. Undefined where nothing is measured. */
  readonly server: Server | undefined;
  observeRequest(operation: string, status: number, durationSeconds: number): void;
  /** The same store, with its commits and failures counted. */
  metered(store: Store): Store;
  watchHasher(hasher: PasswordHasher): void;
  /** A round of what is done beside the requests has ended. */
  observeWork(worker: string, outcome: 'done' | 'failed'): void;
}

/** Prometheus metrics of one process, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'latchkey_' });
  const requests = new RequestMetrics();
  const commits = new Counter({
    name: 'latchkey_commits_total',
    help: 'Commits to the store, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const storeErrors = new Counter({
    name: 'latchkey_store_errors_total',
    help: 'Calls that the store could not serve.',
    labelNames: ['call'],
    registers,
  });
  const rounds = new Counter({
    name: 'latchkey_worker_rounds_total',
    help: 'Rounds of what is done beside the requests, by what became of them.',
    labelNames: ['worker', 'outcome'],
    registers,
  });
  /** The caller gets the very promise of the store, so that counting costs it nothing. */
  const watchedAs = (call: string) => {
    const failed = (error: unknown): void => {
      if (!(error instanceof CommitConflict)) storeErrors.inc({ call });
    };
    return <T>(promise: Promise<T>): Promise<T> => {
      promise.then(undefined, failed);
      return promise;
    };
  };
  const watched = {
    findOne: watchedAs('find_one'),
    find: watchedAs('find'),
    count: watchedAs('count'),
    heads: watchedAs('heads'),
    countUp: watchedAs('count_up'),
    ping: watchedAs('ping'),
    commit: watchedAs('commit'),
  };

  return {
    server: metricsServer(async () => `${await registry.metrics()}\n${requests.text()}`),
    observeRequest: (operation, status, seconds) => requests.observe(operation, status, seconds),
    observeWork: (worker, outcome) => rounds.inc({ worker, outcome }),
    metered: (store) => ({
      ...store,
      findOne: (...given) => watched.findOne(store.findOne(...given)),
      find: (...given) => watched.find(store.find(...given)),
      count: (...given) => watched.count(store.count(...given)),
      heads: (ids) => watched.heads(store.heads(ids)),
      countUp: (...given) => watched.countUp(store.countUp(...given)),
      ping: () => watched.ping(store.ping()),
      commit: (...given) => {
        const commit = store.commit(...given);
        commit.then(
          () => commits.inc({ outcome: 'committed' }),
          (error: unknown) => commits.inc({ outcome: error instanceof CommitConflict ? 'conflict' : 'failed' }),
        );
        return watched.commit(commit);
      },
    }),
    watchHasher(hasher) {
      new Gauge({
        name: 'latchkey_password_hashes',
        help: 'Passwords being hashed or checked, and those that wait for it.',
        labelNames: ['state'],
        registers,
        collect() {
          this.set({ state: 'running' }, hasher.load.running);
          this.set({ state: 'waiting' }, hasher.load.waiting);
        },
      });
      new Counter({
        name: 'latchkey_password_hashes_total',
        help: 'Passwords hashed or checked since the start.',
        registers,
        collect() {
          this.reset();
          this.inc(hasher.hashesDone);
        },
      });
    },
  };
}

function metricsServer(text: () => Promise<string>): Server {
  return createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (read) => response.writeHead(200, { 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }).end(read),
      () => response.writeHead(500).end(),
    );
  });
}
