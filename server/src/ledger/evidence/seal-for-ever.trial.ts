import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import { openDatabase } from '../test/books.ts';
import { createSealer } from './sealer.ts';
import { signer } from './trial.ts';

// A process that seals in small blocks, and signs every one that it comes across, until it is killed.
const [url = '', headsFile = ''] = process.argv.slice(2);
const logger = createLogger({ level: 'silent', name: 'test' });
const options = { logger, registry: new Registry(), signer, headsFile, blockPostings: 3, everyMs: 1 };
const sealer = createSealer({ ...options, database: openDatabase(url) });

for (;;) await sealer.signHead();
