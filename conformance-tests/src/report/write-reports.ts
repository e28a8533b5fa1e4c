import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportFormat } from '../options.ts';
import type { Results } from '../results/results.ts';
import { badgeReport } from './badge-report.ts';
import { htmlReport } from './html-report.ts';
import { junitReport } from './junit-report.ts';
import { markdownReport } from './markdown-report.ts';
import { statementReport } from './statement-report.ts';

const files: { readonly [format in ReportFormat]: readonly [name: string, write: (results: Results) => string] } = {
  json: ['results.json', (results) => `${JSON.stringify(results, null, 2)}\n`],
  junit: ['junit.xml', junitReport],
  html: ['report.html', htmlReport],
  md: ['report.md', markdownReport],
  badge: ['badge.json', badgeReport],
  statement: ['statement.json', statementReport],
};

/** Writes the reports that are asked for, and says where. */
export const writeReports = (results: Results, formats: readonly ReportFormat[], folder: string): readonly string[] => {
  if (formats.length > 0) mkdirSync(folder, { recursive: true });
  return formats.map((format) => {
    const [name, write] = files[format];
    const path = join(folder, name);
    writeFileSync(path, write(results));
    return path;
  });
};
