import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#test';
import { hashingBusy } from '../problems.ts';
import { trialProcess } from '../sessions/trial.ts';
import { type BeforeLook, endLock, payer, type Payer, rent, trailOf, trialPins } from './trial.ts';

const database = await testDatabase();
const here = await trialProcess(database);
const elsewhere = await trialProcess(database);
let beforeLook: BeforeLook = () => {};
const mine = trialPins(here, (pin) => beforeLook(pin));
const theirs = trialPins(elsewhere);
const looks = () => mine.looks() + theirs.looks();

const right = '739154';
const wrong = '482650';
const verify = (who: Payer, pin: string, process = here) => who.ask(process, '/verify', { pin, intent: rent });

interface Row {
  readonly tries: number;
  readonly locks: number;
  readonly minutes: number | null;
}

async function stateOf({ owner }: Payer): Promise<Row> {
  const [row] = await database.owner<{ tries: number; locks: number; minutes: number | null }>(
    `select tries, locks, round(extract(epoch from locked_until - now()) / 60)::int as minutes from identity.pins where person_id = $1`,
    [owner.personId],
  );
  assert.ok(row);
  return row;
}

async function tryWrong(who: Payer, times: number): Promise<(string | undefined)[]> {
  const codes: (string | undefined)[] = [];
  for (let count = 0; count < times; count++) codes.push((await verify(who, wrong)).code);
  return codes;
}

test('of a thousand wrong PINs sent at once to two processes five are looked at, and the right one after them is not', async (t) => {
  const ada = await payer(database, here, { pin: right });
  const before = looks();
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => verify(ada, wrong, index % 2 === 0 ? here : elsewhere)),
  );
  const evaluated = looks() - before;
  assert.equal(evaluated, 5);
  const codes = Object.groupBy(answers, ({ code, status }) => `${status} ${code}`);
  assert.deepEqual(Object.keys(codes).toSorted(), ['403 pin_wrong', '423 pin_locked']);
  assert.equal(codes['403 pin_wrong']?.length, 4);
  assert.deepEqual(codes['403 pin_wrong'].map(({ body }) => String(body['tries_left'])).toSorted(), ['1', '2', '3', '4']);

  for (const process of [here, elsewhere]) {
    const sixth = await verify(ada, right, process);
    assert.equal(sixth.code, 'pin_locked');
    assert.ok(Number(sixth.headers['retry-after']) > 890 && Number(sixth.headers['retry-after']) <= 900);
  }
  assert.equal(looks() - before, 5);
  assert.deepEqual((await trailOf(database, ada)).toSorted(), [
    'pin_failed',
    'pin_failed',
    'pin_failed',
    'pin_failed',
    'pin_locked',
  ]);
  t.diagnostic(`sent=${answers.length} evaluated=${evaluated} lock_survives=yes`);
});

test('the lock outlives the process that set it, and a process that begins later', async () => {
  const ada = await payer(database, here, { pin: right });
  await tryWrong(ada, 5);
  const later = await trialProcess(database);
  trialPins(later);
  assert.equal((await verify(ada, right, later)).code, 'pin_locked');
});

test('each lock lasts twice as long as the one before, up to a day, and the right PIN ends the doubling', async () => {
  const ada = await payer(database, here, { pin: right });
  const minutes: (number | null)[] = [];
  for (let lock = 0; lock < 9; lock++) {
    assert.deepEqual(await tryWrong(ada, 6), ['pin_wrong', 'pin_wrong', 'pin_wrong', 'pin_wrong', 'pin_locked', 'pin_locked']);
    minutes.push((await stateOf(ada)).minutes);
    await endLock(database, ada);
  }
  assert.deepEqual(minutes, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  assert.equal((await verify(ada, right)).status, 200);
  assert.deepEqual(await stateOf(ada), { tries: 0, locks: 0, minutes: null });
  await tryWrong(ada, 5);
  assert.equal((await stateOf(ada)).minutes, 15);
});

test('the right PIN passes as the fifth try and forgives the four before', async () => {
  const ada = await payer(database, here, { pin: right });
  await tryWrong(ada, 4);
  assert.equal((await verify(ada, right)).status, 200);
  assert.deepEqual(await stateOf(ada), { tries: 0, locks: 0, minutes: null });
});

test('a right PIN that took long does not open what others have locked meanwhile', async () => {
  const ada = await payer(database, here, { pin: right });
  const looked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  beforeLook = (pin) => {
    if (pin !== right) return;
    looked.resolve();
    return goOn.promise;
  };
  const slow = verify(ada, right);
  await Promise.race([looked.promise, slow]);
  await tryWrong(ada, 4);
  goOn.resolve();
  assert.equal((await slow).status, 200);
  beforeLook = () => {};
  assert.equal((await verify(ada, right)).code, 'pin_locked');
});

test('a try that nobody had time to look at is given back, the fifth and its lock too', async () => {
  const ada = await payer(database, here, { pin: right });
  await tryWrong(ada, 3);
  beforeLook = () => {
    throw hashingBusy({ retryAfterSeconds: 2 });
  };
  for (let count = 0; count < 4; count++) assert.equal((await verify(ada, right)).code, 'hashing_busy');
  assert.deepEqual(await stateOf(ada), { tries: 3, locks: 0, minutes: null });
  beforeLook = () => {};
  await tryWrong(ada, 1);
  beforeLook = () => {
    throw hashingBusy({ retryAfterSeconds: 2 });
  };
  assert.equal((await verify(ada, right)).code, 'hashing_busy');
  assert.deepEqual(await stateOf(ada), { tries: 4, locks: 0, minutes: null });
  beforeLook = () => {};
  assert.equal((await verify(ada, right)).status, 200);
});

test('a PIN that was changed while it was looked at is not the PIN any more', async () => {
  const ada = await payer(database, here, { pin: right });
  beforeLook = async () => {
    await database.owner(`update identity.pins set hash = 'another' where person_id = $1`, [ada.owner.personId]);
  };
  assert.equal((await verify(ada, right)).code, 'pin_wrong');
  beforeLook = () => {};
  const tokens = await database.owner('select from identity.pin_tokens where person_id = $1', [ada.owner.personId]);
  assert.equal(tokens.length, 0);
});

test('guesses at another person’s PIN cost him nothing, and there is no PIN where none was set', async () => {
  const [ada, bola, chi] = [
    await payer(database, here, { pin: right }),
    await payer(database, here, { pin: right }),
    await payer(database, here),
  ];
  await tryWrong(ada, 5);
  assert.equal((await verify(bola, right)).status, 200);
  assert.equal((await verify(chi, right)).code, 'pin_not_set');
});
