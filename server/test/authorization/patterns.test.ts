import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coversAction, isActionPattern, parseAction } from '../../src/authorization/action-pattern.ts';
import { compileGrants } from '../../src/authorization/compile.ts';
import { evaluate } from '../../src/authorization/evaluate.ts';
import { parseRequestedResource, parseResourcePattern } from '../../src/authorization/resource-pattern.ts';
import { allow, askKey } from './ask.ts';

const covers = (pattern: string, action: string): boolean => coversAction(parseAction(pattern), parseAction(action));
const reaches = (pattern: string, resource: string): boolean =>
  askKey([allow('content.read', pattern)], { resource }).allowed;

describe('actions', () => {
  test('a star segment matches exactly one segment', () => {
    assert.ok(covers('content.*.read', 'content.revisions.read'));
    assert.ok(!covers('content.*.read', 'content.read'));
    assert.ok(!covers('content.*.read', 'content.old.revisions.read'));
    assert.ok(covers('*.read', 'content.read'));
  });
  test('a trailing star matches one segment or more', () => {
    assert.ok(covers('content.*', 'content.read'));
    assert.ok(covers('content.*', 'content.revisions.read'));
    assert.ok(!covers('content.*', 'content'));
    assert.ok(covers('*', 'content.revisions.read'));
  });
  test('separators are compared too', () => {
    assert.ok(!covers('messages:send', 'messages.send'));
    assert.ok(!covers('messages.*', 'messages:send'));
    assert.ok(covers('messages:*', 'messages:send'));
    assert.ok(!covers('*.*', 'messages:send'));
  });
  test('only whole segments are stars, and every other character has to be plain', () => {
    for (const pattern of ['*', 'content.*', '*:*', 'a-b.c_d', '*.read']) assert.ok(isActionPattern(pattern), pattern);
    const malformed = [
      '',
      'content.',
      '.read',
      'a..b',
      'con*',
      '**',
      'content.re*d',
      'a b',
      'a/b',
      'é',
      'a\n',
      'a.*\n',
    ];
    for (const pattern of malformed) assert.ok(!isActionPattern(pattern), JSON.stringify(pattern));
  });
});

describe('resources', () => {
  test('a trailing star matches zero segments or more, so a collection and what is in it', () => {
    assert.ok(reaches('content:posts:*', 'content:posts'));
    assert.ok(reaches('content:posts:*', 'content:posts:1:comments'));
    assert.ok(!reaches('content:posts:*', 'content'));
    assert.ok(reaches('*', 'content'));
  });
  test('a star segment matches exactly one segment', () => {
    assert.ok(reaches('content:*:home', 'content:pages:home'));
    assert.ok(!reaches('content:*:home', 'content:home'));
    assert.ok(!reaches('content:*:home', 'content:pages:en:home'));
  });
  test('patterns cover whole segments and are anchored at both ends', () => {
    assert.ok(!reaches('content:post', 'content:posts'));
    assert.ok(!reaches('content:posts', 'content:posts:1'));
    assert.ok(!reaches('posts:1', 'content:posts:1'));
    assert.ok(!reaches('user:*', 'users:x'));
  });
  test('any character but the colon is legal inside a segment', () => {
    assert.ok(reaches('media:category:Brand / Logos', 'media:category:Brand / Logos'));
    for (const name of ['a.b', '%2a', '..', '(a+)+$', '\\', 'ü', '🔑', ' '])
      assert.ok(reaches(`media:${name}`, `media:${name}`));
    assert.ok(!reaches('media:a.b', 'media:axb'));
  });
  test('a request with a star or an empty segment is covered by nothing', () => {
    for (const resource of ['*', 'content:*', 'content:po*', '', ':', 'content:', ':content', 'content::1']) {
      assert.equal(parseRequestedResource(resource), undefined);
      assert.ok(!reaches('*', resource), resource);
    }
  });
  test('an id that looks like a pattern is a name like any other', () => {
    assert.ok(!reaches('content:%2a', 'content:posts'));
    assert.ok(!reaches('content:.*', 'content:posts'));
    assert.ok(!reaches('content:__proto__', 'content:constructor'));
    assert.ok(reaches('content:__proto__', 'content:__proto__'));
  });
  test('a prefix needs one workspace and something behind it', () => {
    for (const text of ['workspace', 'workspace:a', 'workspace:a:workspace:b:c', 'workspace::x', 'workspace:a*:x']) {
      assert.equal(parseResourcePattern(text), undefined, text);
      assert.equal(parseRequestedResource(text), undefined, text);
    }
    assert.equal(parseResourcePattern('media:\ud800'), undefined);
  });
  test('an unprefixed pattern means the workspace of the request, a prefixed one only its own', () => {
    assert.ok(reaches('workspace:wsp_a:content:*', 'content:posts'));
    assert.ok(reaches('workspace:wsp_a:content:*', 'workspace:site-a:content:posts'));
    assert.ok(!reaches('workspace:wsp_b:content:*', 'content:posts'));
    assert.ok(reaches('workspace:*:content:*', 'content:posts'));
    assert.ok(reaches('content:*', 'workspace:wsp_a:content:posts'));
  });
});

describe('time', () => {
  const question = (resource: readonly string[], action: string) => ({
    subjectId: 'tok_key',
    action,
    hasFields: false,
    workspaceId: 'wsp_a',
    segments: resource,
    fields: undefined,
    attributes: undefined,
  });

  const millisecondsOf = (work: () => void): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  /** Compares the best of many runs of each size, in turn, so that a busy machine can spoil some but hardly all of them. */
  const isAboutLinear = (workOfSize: (kilobytes: number) => () => void): void => {
    const [smallWork, largeWork] = [workOfSize(12.5), workOfSize(50)];
    const runs = Array.from({ length: 30 }, () => [millisecondsOf(smallWork), millisecondsOf(largeWork)] as const);
    const small = Math.min(...runs.map(([milliseconds]) => milliseconds));
    const large = Math.min(...runs.map(([, milliseconds]) => milliseconds));
    assert.ok(large <= small * 10, `four times the text took ${(large / small).toFixed(1)} times as long`);
  };
  const lengthOf = (kilobytes: number): number => Math.floor((kilobytes * 1000) / 4);

  test('matching a resource pattern of 50 kB takes time in proportion to its length', () => {
    isAboutLinear((kilobytes) => {
      const pairs = lengthOf(kilobytes);
      const grants = [
        allow('*', `${'a:*:'.repeat(pairs)}b`),
        allow('*', `${'*:a:'.repeat(pairs)}b`),
        allow('*', `${'a:a:'.repeat(pairs)}b`),
      ];
      const resource = [...Array.from({ length: 2 * pairs }, () => 'a'), 'c'];
      return () => assert.equal(evaluate(compileGrants(grants), question(resource, 'content.read')).allowed, false);
    });
  });
  test('stars side by side with names do not multiply', () => {
    isAboutLinear((kilobytes) => {
      const grants = Array.from({ length: Math.floor(kilobytes * 2) }, (_, index) =>
        allow('*', [...Array.from({ length: 120 }, (_, at) => ((index >> (at % 7)) & 1 ? '*' : 'a')), 'b'].join(':')),
      );
      const resource = [...Array.from({ length: 120 }, () => 'a'), 'c'];
      return () => assert.equal(evaluate(compileGrants(grants), question(resource, 'content.read')).allowed, false);
    });
  });
  test('matching an action pattern of 50 kB takes time in proportion to its length', () => {
    isAboutLinear((kilobytes) => {
      const pattern = `${'a.*.'.repeat(lengthOf(kilobytes))}b`;
      const action = `${'a.a.'.repeat(lengthOf(kilobytes))}c`;
      return () => {
        assert.ok(isActionPattern(pattern));
        assert.ok(!isActionPattern(`${pattern}!`));
        assert.equal(evaluate(compileGrants([allow(pattern, '*')]), question(['a'], action)).allowed, false);
      };
    });
  });
});
