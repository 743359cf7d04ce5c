import { expect, test } from '@jest/globals';
import { MessageQueue } from '../../src/bus/message-queue.js';

/** A queue whose next question of what was missed is answered by hand. */
const questioned = () => {
  const answers: PromiseWithResolvers<readonly string[]>[] = [];
  const asked: (string | undefined)[] = [];
  let stopped = 0;
  const queue = new MessageQueue<string>(
    {
      wants: (message) => !message.startsWith('foreign'),
      missed: (last) => {
        asked.push(last);
        const answer = Promise.withResolvers<readonly string[]>();
        answers.push(answer);
        return answer.promise;
      },
    },
    () => (stopped += 1),
  );
  const next = async (count: number): Promise<unknown[]> => {
    const messages: unknown[] = [];
    while (messages.length < count) messages.push((await queue.next()).value);
    return messages;
  };
  return { queue, answers, asked, next, stopped: () => stopped };
};

test('what was missed comes before what is heard meanwhile, and nothing comes twice', async () => {
  const { queue, answers, next } = questioned();
  const done = queue.catchUp();
  for (const message of ['2', 'foreign', '3']) queue.hear(message);
  answers[0]!.resolve(['1', '2']);
  await done;
  queue.hear('4');
  expect(await next(4)).toEqual(['1', '2', '3', '4']);
});

test('what was told last is known when it is asked what was missed', async () => {
  const { queue, answers, asked } = questioned();
  queue.hear('7');
  const done = queue.catchUp();
  answers[0]!.resolve([]);
  await done;
  expect(asked).toEqual(['7']);
});

test('what is lost while it is asked is asked for again', async () => {
  const { queue, answers, asked, next } = questioned();
  const done = queue.catchUp();
  await queue.catchUp();
  answers[0]!.resolve(['1']);
  while (answers.length < 2) await Promise.resolve();
  answers[1]!.resolve(['1', '2']);
  await done;
  expect(await next(2)).toEqual(['1', '2']);
  expect(asked).toHaveLength(2);
});

test('where nobody can say what was missed, the one who waits is told to subscribe again', async () => {
  const { queue, answers, stopped } = questioned();
  const waiting = queue.next();
  const done = queue.catchUp();
  answers[0]!.reject(new Error('The database is away.'));
  await done;
  const error = { code: 'UNAVAILABLE', message: 'Events may have been missed. Subscribe again.' };
  await expect(waiting).rejects.toMatchObject(error);
  await expect(queue.next()).rejects.toMatchObject(error);
  expect(stopped()).toBe(1);
});

test('what is held does not pile up either', async () => {
  const { queue } = questioned();
  void queue.catchUp();
  for (let message = 0; message < 1_001; message += 1) queue.hear(String(message));
  await expect(queue.next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('whoever has left is told nothing of what they missed', async () => {
  const { queue, answers } = questioned();
  const done = queue.catchUp();
  await queue.return();
  answers[0]!.resolve(['1']);
  await done;
  expect(await queue.next()).toEqual({ done: true, value: undefined });
});
