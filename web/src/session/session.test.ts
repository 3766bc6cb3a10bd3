import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AkawoProblem, AkawoUnreachable } from '@akawo/sdk';
import { createSession } from './session.ts';
import type { Trace } from './trace.ts';

const ada = '019a0000-0000-7000-8000-00000000000a';
const bola = '019a0000-0000-7000-8000-00000000000b';

function tokensOf(person: string, expires_in = 900) {
  const body = Buffer.from(JSON.stringify({ sub: person })).toString('base64url');
  return { access_token: `head.${body}.seal-${Math.random()}`, expires_in };
}

const refused = (code: string) =>
  new AkawoProblem({ code, title: code, status: 401, detail: undefined, requestId: undefined, errors: [], answer: undefined });

/** A device whose storage is a variable, and whose other tabs are played by `tell`. */
function openDevice(remembered: string | null = null) {
  let person = remembered;
  let endedBecause: string | undefined;
  let notice: (person: string | null) => void = () => {};
  const trace: Trace = {
    read: () => person,
    leave(id) {
      person = id;
      endedBecause = undefined;
    },
    erase(reason) {
      person = null;
      endedBecause = reason;
    },
    endedBecause: () => endedBecause,
    expect: () => {},
    isExpected: () => false,
    watch: (given) => (notice = given),
  };
  return { trace, inTurn: <Result>(work: () => Promise<Result>) => work(), tell: (id: string | null) => notice((person = id)) };
}

test('a hundred requests that find the token too old ask for one new token', async () => {
  let exchanges = 0;
  const exchange = async () => {
    exchanges += 1;
    return tokensOf(ada);
  };
  const session = createSession({ ...openDevice(), exchange });
  session.begin(tokensOf(ada, 10));
  await Promise.all(Array.from({ length: 100 }, () => session.freshen()));
  assert.equal(exchanges, 1);
  await session.freshen();
  assert.equal(exchanges, 1, 'the new one is fresh');
});

test('a lost network ends no session, and a refusal does', async () => {
  const device = openDevice(ada);
  let answer: () => Promise<ReturnType<typeof tokensOf>> = async () => {
    throw new AkawoUnreachable('network', undefined);
  };
  const session = createSession({ ...device, exchange: () => answer() });
  await assert.rejects(session.isSignedIn(), AkawoUnreachable);
  assert.equal(device.trace.read(), ada);
  answer = async () => tokensOf(ada);
  assert.equal(await session.isSignedIn(), true);
  answer = async () => {
    throw refused('session_ended');
  };
  assert.equal(await session.renew(), false);
  assert.equal(session.person(), undefined);
  assert.equal(session.endedBecause(), 'session_ended');
  assert.equal(device.trace.read(), null);
});

test('a stranger is not told that a session ended', async () => {
  const exchange = async () => {
    throw refused('refresh_token_invalid');
  };
  const session = createSession({ ...openDevice(), exchange });
  assert.equal(session.isRemembered(), false);
  assert.equal(await session.isSignedIn(), false);
  assert.equal(session.endedBecause(), undefined);
});

test('why a session ended is known after a reload and in the other tabs, until somebody signs in or out', async () => {
  const device = openDevice(ada);
  const answers = ['refresh_token_reused', 'session_ended', 'refresh_token_invalid'];
  const exchange = async () => {
    throw refused(answers.shift() ?? 'no more were asked for');
  };
  const open = () => createSession({ ...device, exchange });
  for (const tab of [open(), open(), open()]) {
    assert.equal(await tab.isSignedIn(), false);
    assert.equal(tab.endedBecause(), 'refresh_token_reused', 'which is the reason that the person has to act on');
  }
  const [first, second] = [open(), open()];
  first.begin(tokensOf(ada));
  assert.equal(second.endedBecause(), undefined);
  first.end();
  assert.equal(second.endedBecause(), undefined);
});

test('an answer that comes after the person has signed out signs nobody in', async () => {
  const answer = Promise.withResolvers<ReturnType<typeof tokensOf>>();
  const device = openDevice();
  const session = createSession({ ...device, exchange: () => answer.promise });
  session.begin(tokensOf(ada));
  const renewal = session.renew();
  session.end();
  answer.resolve(tokensOf(ada));
  assert.equal(await renewal, false);
  assert.equal(session.accessToken(), undefined);
  assert.equal(device.trace.read(), null);
});

test('what another tab does is done here too, and is told once', async () => {
  const device = openDevice();
  const session = createSession({ ...device, exchange: async () => tokensOf(bola) });
  const told: (string | undefined)[] = [];
  session.subscribe(() => told.push(session.person()));
  session.begin(tokensOf(ada));
  device.tell(ada);
  device.tell(null);
  assert.equal(await session.isSignedIn(), false);
  device.tell(bola);
  assert.equal(await session.isSignedIn(), true);
  assert.deepEqual(told, [ada, undefined, bola]);
});
