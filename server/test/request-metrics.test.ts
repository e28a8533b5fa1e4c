import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestMetrics } from '../src/request-metrics.ts';

const lineOf = (text: string, start: string): string | undefined =>
  text.split('\n').find((line) => line.startsWith(start));

test('requests are counted by operation and status', () => {
  const measures = new RequestMetrics();
  for (const status of [200, 200, 404]) measures.observe('getMe', status, 0.01);
  measures.observe('signIn', 200, 0.01);
  const counts = measures
    .text()
    .split('\n')
    .filter((line) => line.startsWith('latchkey_requests_total{'));
  assert.deepEqual(counts, [
    'latchkey_requests_total{operation="getMe",status="200"} 2',
    'latchkey_requests_total{operation="getMe",status="404"} 1',
    'latchkey_requests_total{operation="signIn",status="200"} 1',
  ]);
});

test('a bucket holds whatever took no longer than its bound, and the last one everything', () => {
  const measures = new RequestMetrics();
  for (const seconds of [0.0004, 0.001, 0.0011, 4, 9]) measures.observe('getMe', 200, seconds);
  const text = measures.text();
  const name = 'latchkey_request_duration_seconds';
  const held = (bound: string) => lineOf(text, `${name}_bucket{le="${bound}",operation="getMe"}`)?.split(' ')[1];
  assert.deepEqual(
    ['0.001', '0.0025', '2.5', '5', '+Inf'].map((bound) => [bound, held(bound)]),
    [
      ['0.001', '2'],
      ['0.0025', '3'],
      ['2.5', '3'],
      ['5', '4'],
      ['+Inf', '5'],
    ],
  );
  assert.equal(lineOf(text, `${name}_count{`), `${name}_count{operation="getMe"} 5`);
  assert.ok(Math.abs(Number(lineOf(text, `${name}_sum{`)?.split(' ')[1]) - 13.0025) < 1e-9);
});
