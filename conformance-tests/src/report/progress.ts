import type { Console } from '../console.ts';
import type { CheckResult, Progress } from '../run.ts';
import { paint } from './console-report.ts';

const plainEvery = 25;

/** What a waiting person sees: on a terminal one line that changes, elsewhere a line now and then and one for each problem. */
export const progressLine =
  ({ isTerminal, error }: Console) =>
  ({ check, verdict }: CheckResult, { done, total }: Progress): void => {
    const isGood = verdict === 'pass' || verdict === 'not-applicable';
    if (isTerminal) {
      const line = `\r\u001b[K${done}/${total}  ${paint(verdict, true)}  ${check}`;
      error(done === total ? '\r\u001b[K' : isGood ? line : `${line}\n`);
      return;
    }
    if (!isGood) error(`${paint(verdict, false)}  ${check}\n`);
    if (done % plainEvery === 0 || done === total) error(`${done} of ${total} checks\n`);
  };
