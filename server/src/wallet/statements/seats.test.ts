import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSeats } from './seats.ts';

test('so many sit at once and so many of one caller, and a seat that is given back twice is free once', () => {
  const seats = createSeats({ inAll: 3, each: 2 });
  const first = seats.take('ada');
  assert.ok(first !== undefined && seats.take('ada') !== undefined);
  assert.equal(seats.take('ada'), undefined);
  assert.ok(seats.take('bola') !== undefined);
  assert.equal(seats.take('chidi'), undefined);
  first();
  first();
  assert.ok(seats.take('chidi') !== undefined);
  assert.equal(seats.take('dayo'), undefined);
});
