import type { RunOptions } from '../options.ts';
import type { RunResult } from '../run.ts';

/** `results.json`: everything a reader or another program may want. `format` rises when a member changes its meaning. */
export const jsonReport = (run: RunResult, options: RunOptions): string => {
  const { only, skip, profiles, concurrency, isStrict } = options;
  const document = {
    format: 1,
    suite: { name: '@latchkey/conformance' },
    run_id: run.runId,
    seed: run.seed,
    url: run.url,
    contract_sha256: run.contractDigest,
    selection: { only, skip, profiles },
    settings: { concurrency, strict: isStrict },
    request_count: run.requestCount,
    duration_ms: Math.round(run.durationMilliseconds),
    results: run.results.map(({ check, title, requirement, verdict, durationMilliseconds, evidence }) => ({
      check,
      title,
      requirement: requirement.id,
      level: requirement.level,
      profile: requirement.profile,
      verdict,
      duration_ms: Math.round(durationMilliseconds),
      ...(evidence === undefined ? {} : { evidence }),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
};
