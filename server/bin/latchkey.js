#!/usr/bin/env node
// Plain JavaScript, so that the code kept from the last start is in reach before the first file in TypeScript is read: when all
// of it is there, Node need not even load what strips types.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/latchkey'));
await import('../src/main.ts');
