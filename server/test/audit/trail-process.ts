/**
 * A process that writes events into two streams and does the work of the trail between them, until it has written as many as it
 * was told, or is killed. Each acknowledged event is a line on the standard output.
 */
import { type EngineName, openPlace } from '../storage/engines.ts';
import { bareTrail } from './bare-trail.ts';

const [engine, address, name, count] = process.argv.slice(2);
const store = await openPlace(engine as EngineName, address ?? '');
const trail = bareTrail(store);
process.stdout.write('open\n');
for (let index = 0; index < Number(count); index += 1) {
  const stream = index % 2 === 0 ? 'even' : 'odd';
  const id = await trail.write(stream, `${name}-${index}`);
  process.stdout.write(`${stream} ${id}\n`);
  if (index % 5 === 4) await trail.work.run(Date.now());
  if (index % 20 === 19) await trail.work.sealAll(Date.now());
}
await store.close();
