/**
 * `node launch-faulty-server.ts <fault as JSON>`: the server of this repository with one module changed on its way from the
 * disk to Node, before types are stripped. Nothing is written, and the server's own code knows nothing of faults.
 */
import { enableCompileCache, registerHooks } from 'node:module';
import type { Fault } from './fault.ts';
import { plantedNotice, plantFault } from './plant-fault.ts';

const repository = new URL('../../../', import.meta.url);
// A folder of its own, so that no real start meets what was compiled here. Node compares the source before it believes the cache.
enableCompileCache(new URL('node_modules/.cache/faulty-servers', repository).pathname);

const fault = JSON.parse(process.argv[2] ?? '') as Fault;
const changed = new URL(fault.file, repository).href;
registerHooks({
  load(url, context, nextLoad) {
    const module = nextLoad(url, context);
    if (url !== changed) return module;
    const source = plantFault(Buffer.from(module.source as Uint8Array).toString('utf8'), fault);
    process.stdout.write(`${plantedNotice}\n`);
    return { ...module, source };
  },
});
await import(new URL('server/src/main.ts', repository).href);
