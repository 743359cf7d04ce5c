import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Person } from '../../support/clients.js';
import { tell } from '../../support/notices.js';
import { essence, outcome, refused } from '../../support/scaikey.js';

const path = '/api/tenants/notifications';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const withInbox = async (...titles: string[]): Promise<Person> => {
  const person = await gateway.build.member(await gateway.build.tenant(), 'VIEWER');
  for (const title of titles) await tell(gateway, person, title);
  return person;
};

const line = (title: string, read = false) => ({
  id: expect.any(Number),
  type: 'test.notified',
  title,
  message: `${title}, at length`,
  data: { of: title },
  is_read: read,
  read_at: read ? expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) : null,
  created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
});

const firstId = async (person: Person): Promise<number> => (await person.get(path)).json.items[0].id as number;

describe('GET /api/tenants/notifications', () => {
  test('200 with one’s own, newest first', async () => {
    const person = await withInbox('one', 'two');
    expect(outcome(await person.get(path))).toEqual({
      status: 200,
      json: { items: [line('two'), line('one')], total: 2, unread_count: 2 },
    });
  });

  test('200 with the unread alone, and a page of them', async () => {
    const person = await withInbox('one', 'two', 'three');
    await person.post(`${path}/${await firstId(person)}/read`);
    const unread = await person.get(`${path}?unread_only=true&limit=1`);
    expect(unread.json).toEqual({ items: [line('two')], total: 2, unread_count: 2 });
    const next = await person.get(`${path}?unread_only=True&limit=1&offset=1`);
    expect(next.json).toEqual({ items: [line('one')], total: 2, unread_count: 2 });
    const all = await person.get(`${path}?unread_only=0`);
    expect(all.json).toEqual({ items: [line('three', true), line('two'), line('one')], total: 3, unread_count: 2 });
  });
});

test('GET /api/tenants/notifications/unread-count: 200 with the number', async () => {
  const person = await withInbox('one', 'two', 'three');
  expect(outcome(await person.get(`${path}/unread-count`))).toEqual({ status: 200, json: { unread_count: 3 } });
});

describe('POST /api/tenants/notifications/{id}/read', () => {
  test('200 with the notification, again and again the same', async () => {
    const person = await withInbox('one');
    const id = await firstId(person);
    const first = await person.post(`${path}/${id}/read`);
    expect(outcome(first)).toEqual({ status: 200, json: { ...line('one', true), id } });
    expect((await person.post(`${path}/${id}/read`)).text).toBe(first.text);
  });

  test('404 for a foreign one, with the bytes of one that never was, and it stays unread', async () => {
    const owner = await withInbox('theirs');
    const person = await withInbox();
    const foreign = await person.post(`${path}/${await firstId(owner)}/read`);
    expect(outcome(foreign)).toEqual(refused(404, 'Notification not found'));
    for (const id of ['2147483647', '2147483648', '99999999999999999999', '0', '-1']) {
      expect(essence(await person.post(`${path}/${id}/read`))).toEqual(essence(foreign));
    }
    expect((await owner.get(path)).json.unread_count).toBe(1);
  });
});

test('POST /api/tenants/notifications/read-all: 200 with how many were unread', async () => {
  const person = await withInbox('one', 'two', 'three');
  const other = await withInbox('theirs');
  expect(outcome(await person.post(`${path}/read-all`))).toEqual({ status: 200, json: { updated: 3 } });
  expect(outcome(await person.post(`${path}/read-all`))).toEqual({ status: 200, json: { updated: 0 } });
  expect((await other.get(`${path}/unread-count`)).json).toEqual({ unread_count: 1 });
});
