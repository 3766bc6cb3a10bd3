import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { Registry } from 'prom-client';
import { createLogger } from '#platform/telemetry';
import { eventually } from '#test';
import { avatarBusy, avatarInvalid } from '../problems.ts';
import { createDrawing, type DrawingOptions } from './drawing.ts';
import { twoColours } from './test/pictures.ts';

function start(t: TestContext, changes: Partial<DrawingOptions> = {}) {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', name: 'test', destination: { write: (line: string) => void lines.push(line) } });
  const drawing = createDrawing({ registry: new Registry(), logger, ...changes });
  t.after(() => drawing.stop());
  return { drawing, log: () => lines.join('') };
}

const misbehaving = { program: join(import.meta.dirname, 'test/misbehave.mjs') };
const withoutList = process.platform !== 'linux' && 'skipped: only Linux lists its processes';

/** Only Linux tells. */
function childrenAlive(): number {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean).length;
}

/** Whoever has ended and was not yet buried counts as dead. */
function isAlive(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s+[ZX]/m.test(readFileSync(status, 'utf8'));
}

test('a child that hangs, spins, crashes or floods is ended in time and hurts nobody else', async (t) => {
  const { drawing, log } = start(t, { ...misbehaving, atOnce: 3, timeoutMs: 700 });
  const { drawing: patient, log: told } = start(t, misbehaving);
  const { drawing: healthy } = start(t);
  const picture = await twoColours().png().toBuffer();
  const started = performance.now();
  const ends = [
    ...['hang', 'spin'].map((deed) => assert.rejects(drawing.draw(Buffer.from(deed)), avatarInvalid.is, deed)),
    ...['crash', 'flood'].map((deed) => assert.rejects(patient.draw(Buffer.from(deed)), avatarInvalid.is, deed)),
  ];
  assert.equal((await healthy.draw(picture)).toString('latin1', 8, 12), 'WEBP');
  await Promise.all(ends);
  assert.ok(performance.now() - started < 10_000);
  assert.match(log(), /took longer than 700 ms/);
  assert.match(told(), /by SIGABRT/);
  assert.match(told(), /said more than a drawing/);
});

test('a child that has children is ended with them, and nobody waits for one that got away', { skip: withoutList }, async (t) => {
  const { drawing, log } = start(t, { ...misbehaving, timeoutMs: 1_500 });
  const started = performance.now();
  await Promise.all(['fork', 'leave'].map((deed) => assert.rejects(drawing.draw(Buffer.from(deed)), avatarInvalid.is, deed)));
  assert.ok(performance.now() - started < 10_000);
  const left = Array.from(log().matchAll(/left (\d+) behind/g), ([, pid]) => Number(pid));
  assert.equal(left.length, 2);
  await eventually('only the one that left is alive', () => left.filter(isAlive).length === 1);
  for (const pid of left.filter(isAlive)) process.kill(pid, 'SIGKILL');
});

test('what the child says is not believed: anything but a WebP of the length that it names is a failure of ours', async (t) => {
  const { drawing } = start(t, { ...misbehaving, atOnce: 4 });
  const deeds = ['markup', 'lie', 'nothing', 'fail', 'talk'];
  await Promise.all(
    deeds.map((deed) =>
      assert.rejects(
        drawing.draw(Buffer.from(deed)),
        (thrown: Error) =>
          !avatarInvalid.is(thrown) && /the child that draws/.test(thrown.message) && thrown.message.length < 1_200,
        deed,
      ),
    ),
  );
});

test('the child is given nothing of ours to lose', async (t) => {
  process.env['AKAWO_CANARY'] = 'the canary';
  t.after(() => delete process.env['AKAWO_CANARY']);
  const { drawing } = start(t, misbehaving);
  const { message } = (await drawing.draw(Buffer.from('look')).catch((thrown: unknown) => thrown)) as Error;
  assert.match(message, /"cwd":"\/"/);
  assert.doesNotMatch(message, /canary|HOME|PATH/i);
});

test('so many are drawn at once, so many wait, the next is told to come again; afterwards there is room for all', async (t) => {
  const { drawing } = start(t, { ...misbehaving, atOnce: 2, waiting: 1, timeoutMs: 300 });
  const hang = () => assert.rejects(drawing.draw(Buffer.from('hang')), avatarInvalid.is);
  const all = [hang(), hang(), hang()];
  await assert.rejects(drawing.draw(Buffer.from('hang')), avatarBusy.is);
  if (withoutList === false) assert.equal(childrenAlive(), 2);
  await Promise.all(all);
  await Promise.all([hang(), hang(), hang()]);
  if (withoutList === false) assert.equal(childrenAlive(), 0);
});

test('stopping ends what is being drawn, and nothing is begun any more', async (t) => {
  const { drawing } = start(t, { ...misbehaving, atOnce: 1, timeoutMs: 20_000 });
  const [first, second] = [drawing.draw(Buffer.from('hang')), drawing.draw(Buffer.from('hang'))];
  const ends = Promise.all([assert.rejects(first, avatarBusy.is), assert.rejects(second, avatarBusy.is)]);
  const started = performance.now();
  await drawing.stop();
  await ends;
  assert.ok(performance.now() - started < 3_000);
  await assert.rejects(drawing.draw(Buffer.from('hang')), avatarBusy.is);
});
