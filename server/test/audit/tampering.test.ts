import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { canonicalJson } from '../../src/audit/canonical-json.ts';
import { canonical } from '../../src/audit-verifier/canonical-json.ts';
import { days, minutes } from '../../src/clock.ts';
import type { Json } from '../../src/storage/port.ts';
import { createKey, type Person, signInPerson, signUpOwner, type Workspace } from '../support/actors.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';
import { checkpointsOf, exportOf, settle, verifyLines } from './trail.ts';

interface EventLine {
  readonly type: 'event';
  seq: number;
  leaf: string;
  hash: string;
  readonly event: Record<string, unknown>;
}

const sha256 = (...parts: readonly (string | Buffer)[]): string => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
};
const edited = (line: string, edit: (value: EventLine) => void): string => {
  const value = JSON.parse(line) as EventLine;
  edit(value);
  return JSON.stringify(value);
};
const isEvent = (line: string): boolean => line.startsWith('{"type":"event"');

/** What somebody can do who has the file, or the whole database, but not the key: everything is computed anew. */
function rechained(lines: readonly string[]): string[] {
  const [start = ''] = lines;
  let { after_seq: seq, after_hash: hash } = JSON.parse(start);
  const from = seq;
  return lines.map((text) => {
    const value = JSON.parse(text);
    if (value.type === 'event') {
      seq += 1;
      value.seq = seq;
      value.leaf = sha256('latchkey-event\0', canonical(value.event));
      hash = sha256(Buffer.from(hash, 'hex'), Buffer.from(value.leaf, 'hex'));
      value.hash = hash;
    }
    if (value.type === 'checkpoint') Object.assign(value.checkpoint, { seq, hash });
    if (value.type === 'end') {
      Object.assign(value, { count: seq - from, last_seq: seq, last_hash: hash });
      if (value.checkpoint !== null) Object.assign(value.checkpoint, { seq, hash });
    }
    return JSON.stringify(value);
  });
}

onEachServer('an export that was tampered with', (at) => {
  let world: { readonly owner: Person; readonly workspace: Workspace };
  let lines: string[];
  let keys: unknown;
  let kept: readonly unknown[];

  before(async () => {
    const { server } = at;
    world = await signUpOwner(server);
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 3; count += 1) await createKey(server, world);
      await settle(server);
    }
    lines = await exportOf(server, world.owner.session, world.workspace.id);
    const list = await checkpointsOf(server, world.owner.session, world.workspace.id);
    keys = { keys: list.keys };
    kept = list.data;
  });

  it('holds while nobody has touched it', async () => {
    assert.equal((await verifyLines(lines, keys, kept)).events, 10);
  });

  const events = (): number[] => lines.flatMap((line, index) => (isEvent(line) ? [index] : []));
  const tampered = async (change: (copy: string[]) => string[] | undefined, checkpoints: readonly unknown[] = []) => {
    const copy = [...lines];
    await assert.rejects(verifyLines(change(copy) ?? copy, keys, checkpoints), { name: 'Tampered' });
  };

  it('is found out when any member of any event is edited, its time among them', async () => {
    for (const index of events()) {
      for (const member of Object.keys((JSON.parse(lines[index] ?? '') as EventLine).event)) {
        await tampered((copy) => {
          copy[index] = edited(copy[index] ?? '', ({ event }) => {
            event[member] = member === 'occurred_at' ? '2026-01-01T00:00:00.000Z' : 'edited';
          });
        });
      }
      await tampered((copy) => {
        copy[index] = (copy[index] ?? '').replace(/"value":"[^"]+"/, '"value":"Mallory"');
      });
    }
  });

  it('is found out when any line is deleted, doubled or moved', async () => {
    for (let index = 0; index < lines.length; index += 1) {
      // A checkpoint between others takes nothing away with it: the next one vouches for the same events.
      const isCovered = /^\{"type":"checkpoint"/.test(lines[index] ?? '') && index < lines.length - 2;
      if (!isCovered) await tampered((copy) => void copy.splice(index, 1));
      await tampered((copy) => void copy.splice(index, 0, copy[index] ?? ''));
      if (index + 1 < lines.length) {
        await tampered((copy) => void copy.splice(index, 2, copy[index + 1] ?? '', copy[index] ?? ''));
      }
    }
  });

  it('is found out when an event is put in, also with everything computed anew', async () => {
    for (const index of events()) {
      const forged = edited(lines[index] ?? '', ({ event }) =>
        Object.assign(event, { id: 'evt_01kafe0000000000000000000z' }),
      );
      await tampered((copy) => void copy.splice(index, 0, forged));
      await tampered((copy) => rechained(copy.toSpliced(index, 0, forged)));
    }
  });

  it('is found out when it is rewritten from anywhere on: the signatures fit nothing else', async () => {
    for (const index of events()) {
      await tampered((copy) =>
        rechained(
          copy.with(
            index,
            edited(copy[index] ?? '', ({ event }) => Object.assign(event, { action: 'x.y' })),
          ),
        ),
      );
      await tampered((copy) => rechained(copy.toSpliced(index, 1)));
    }
  });

  it('is found out when it is cut off anywhere, and a kept checkpoint shows even a clean cut', async () => {
    for (let length = 0; length < lines.length; length += 1) await tampered((copy) => copy.slice(0, length));
    const firstCheckpoint = lines.findIndex((line) => line.startsWith('{"type":"checkpoint"'));
    const shortened = [...lines.slice(0, firstCheckpoint + 1), lines.at(-1) ?? ''];
    const { checkpoint } = JSON.parse(lines[firstCheckpoint] ?? '');
    const last = JSON.parse(shortened.at(-1) ?? '');
    const clean = shortened.with(
      -1,
      JSON.stringify({
        ...last,
        count: checkpoint.seq,
        last_seq: checkpoint.seq,
        last_hash: checkpoint.hash,
        checkpoint,
      }),
    );
    assert.equal((await verifyLines(clean, keys)).lastSeq, checkpoint.seq);
    await assert.rejects(verifyLines(clean, keys, kept), /cut off/);
  });

  it('is found out when checkpoints are taken out to hide a rewriting: one that was kept differs', async () => {
    const index = events()[1] ?? 0;
    const stripped = rechained(
      lines
        .with(
          index,
          edited(lines[index] ?? '', ({ event }) => Object.assign(event, { action: 'x.y' })),
        )
        .filter((line) => !line.startsWith('{"type":"checkpoint"'))
        .map((line) =>
          line.startsWith('{"type":"end"') ? JSON.stringify({ ...JSON.parse(line), checkpoint: null }) : line,
        ),
    );
    assert.equal((await verifyLines(stripped, keys)).sealedSeq, 0);
    await assert.rejects(verifyLines(stripped, keys, kept), /rewritten/);
  });

  it('is found out when the key file names a stranger’s key, and says so for another stream', async () => {
    const other = await signUpOwner(at.server);
    await settle(at.server);
    const { data } = await checkpointsOf(at.server, other.owner.session, other.workspace.id);
    await assert.rejects(verifyLines(lines, keys, data), /another stream/);
    await assert.rejects(verifyLines(lines, { keys: [] }), /known key/);
  });

  it('is judged by a program that needs neither server nor database', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-verify-'));
    try {
      const write = (name: string, text: string): string => {
        writeFileSync(join(folder, name), text);
        return join(folder, name);
      };
      const program = fileURLToPath(new URL('../../src/audit-verifier/main.ts', import.meta.url));
      const verify = (...given: string[]) =>
        spawnSync(process.execPath, [program, ...given], { encoding: 'utf8', env: {} });
      const keyFile = write('keys.json', JSON.stringify(keys));
      const keptFile = write('kept.json', JSON.stringify(kept[0]));
      const good = write('good.ndjson', `${lines.join('\n')}\n`);
      const bad = write('bad.ndjson', lines.toSpliced(3, 1).join('\n'));
      const holds = verify(good, '--keys', keyFile, '--checkpoint', keptFile);
      assert.equal(holds.status, 0, holds.stderr);
      assert.match(holds.stdout, /events 1 to 10 hold/);
      assert.equal(verify(bad, '--keys', keyFile).status, 1);
      assert.equal(verify(good).status, 2);
      assert.equal(verify(join(folder, 'missing'), '--keys', keyFile).status, 2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

onEachServer('somebody who can write to the database', (at) => {
  const eventIds = async (server: TestServer, stream: string): Promise<string[]> =>
    (await server.store.find('audit_chain', { stream }, { sort: { seq: 1 } })).map(({ event_id }) => String(event_id));

  it('is found before the next checkpoint: nothing is signed that was changed since it was recorded', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await createKey(server, world);
    await server.services.auditWork.run(server.clock.now());
    const stream = world.workspace.id;
    const [, second] = await eventIds(server, stream);
    assert.ok(second);
    await server.store.commit([], [{ delete: 'audit_chain', where: { _id: `${stream}:000000000002` } }]);
    await server.store.commit(
      [],
      [
        {
          insert: 'audit_chain',
          document: {
            _id: `${stream}:000000000002`,
            stream,
            seq: 2,
            event_id: second,
            leaf: '0'.repeat(64),
            hash: '1'.repeat(64),
          },
        },
      ],
    );
    server.clock.advance(minutes(2));
    await settle(server);
    assert.equal(await server.services.auditChains.latestCheckpoint(stream), undefined);
  });

  it('cannot forge a checkpoint or a cut that an earlier one is to be taken for', async () => {
    const { server } = at;
    const world = await signUpOwner(server);
    await createKey(server, world);
    await settle(server);
    const stream = world.workspace.id;
    const genuine = await server.services.auditChains.latestCheckpoint(stream);
    assert.ok(genuine);
    await server.store.commit(
      [],
      [{ insert: 'audit_cuts', document: { ...genuine, _id: `${stream}:000000000001x`, seq: 1 } }],
    );
    const lines = await exportOf(server, world.owner.session, stream);
    const { keys } = await checkpointsOf(server, world.owner.session, stream);
    await assert.rejects(verifyLines(lines, { keys }), /not signed/);
  });
});

onEachServer(
  'events that are older than the retention',
  (at) => {
    it('leave under a signed cut, and what follows still verifies', async () => {
      const { server } = at;
      const world = await signUpOwner(server);
      for (let count = 0; count < 3; count += 1) await createKey(server, world);
      await settle(server);
      server.clock.advance(days(31));
      const owner = await signInPerson(server, world.owner.email);
      await createKey(server, { owner, workspace: world.workspace });
      await settle(server);
      await settle(server);
      const lines = await exportOf(server, owner.session, world.workspace.id);
      const { keys } = await checkpointsOf(server, owner.session, world.workspace.id);
      const report = await verifyLines(lines, { keys });
      assert.equal(report.firstSeq, 5);
      assert.deepEqual(
        lines.filter(isEvent).map((line) => (JSON.parse(line) as EventLine).event.action),
        ['workspace_key.created', 'audit_stream.cut'],
      );
      assert.ok((await server.store.count('audit_personal', {}, 9)) < 9);
      await assert.rejects(
        verifyLines(lines.with(0, JSON.stringify({ ...JSON.parse(lines[0] ?? ''), cut: null })), { keys }),
        /without a signed cut/,
      );
      const [first = ''] = lines;
      const moved = JSON.parse(first);
      moved.cut.seq = 3;
      await assert.rejects(verifyLines(lines.with(0, JSON.stringify(moved)), { keys }), { name: 'Tampered' });
    });
  },
  { environment: { AUDIT_RETENTION_DAYS: '30' } },
);

onEachServer('both spellings of JSON', () => {
  it('are the same for every value, and those of RFC 8785 for its example', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(fc.property(value, (each) => canonical(each) === canonicalJson(each as Json)));
    // RFC 8785 §3.2.2 and §3.2.3
    const example = {
      numbers: [JSON.parse('333333333.33333329') as number, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"\u002f',
      literals: [null, true, false],
    };
    assert.equal(
      canonicalJson(example),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });
});
