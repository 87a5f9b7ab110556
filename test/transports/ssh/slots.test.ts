import { expect, test } from 'vitest';
import { createSlots } from '../../../src/transports/ssh/slots.ts';

const never = new AbortController().signal;

test('whoever comes when all places are held waits for the first that is given back', async () => {
  const slots = createSlots(2);
  const order: string[] = [];
  const [first, second] = await Promise.all([slots.take(never), slots.take(never)]);
  const third = slots.take(never).then((release) => {
    order.push('third');
    return release;
  });
  const fourth = slots.take(never).then(() => order.push('fourth'));
  await Promise.resolve();
  expect(order).toEqual([]);
  first();
  first(); // once is enough
  (await third)();
  await fourth;
  expect(order).toEqual(['third', 'fourth']);
  second();
});

test('who gives up waiting takes no place', async () => {
  const slots = createSlots(1);
  const release = await slots.take(never);
  const controller = new AbortController();
  const waiting = slots.take(controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(slots.take(controller.signal)).rejects.toThrow('enough');
  release();
  await slots.take(never);
});

test('places that turn out not to be there', async () => {
  const slots = createSlots(10);
  const held = await Promise.all([slots.take(never), slots.take(never), slots.take(never)]);
  expect(slots.shrink()).toBe(true); // to two: the third found none
  for (const release of held) release();
  await Promise.all([slots.take(never), slots.take(never)]);
  const late = await Promise.race([slots.take(never), new Promise((resolve) => setImmediate(resolve, 'waits'))]);
  expect(late).toBe('waits');
});

test('a single one that is not there either', async () => {
  const slots = createSlots(10);
  await slots.take(never);
  expect(slots.shrink()).toBe(false);
});
