import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, signInAs, type Person } from '../support/clients.js';
import { tell } from '../support/notices.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const someone = async (): Promise<Person> => gateway.build.member(await gateway.build.tenant(), 'VIEWER');

const inbox = `query($unreadOnly: Boolean, $first: Int, $after: String) {
  notifications(unreadOnly: $unreadOnly, first: $first, after: $after) {
    nodes { id type title message data readAt createdAt } totalCount pageInfo { hasNextPage endCursor }
  }
  unreadNotificationCount
}`;

const titlesOf = (nodes: { title: string }[]): string[] => nodes.map(({ title }) => title);

const titles = async (person: Person, variables: Record<string, unknown> = {}): Promise<string[]> =>
  titlesOf((await person.graphql(inbox, variables)).json.data.notifications.nodes);

const withInbox = async (...lines: string[]): Promise<{ person: Person; ids: number[] }> => {
  const person = await someone();
  for (const line of lines) await tell(gateway, person, line);
  const { nodes } = (await person.graphql(inbox)).json.data.notifications;
  return { person, ids: (nodes as { id: number }[]).map(({ id }) => id).reverse() };
};

const read = 'mutation($id: Int!) { markNotificationRead(id: $id) { id title readAt } }';
const readAll = 'mutation { markAllNotificationsRead }';

const auditRows = async (action: string, actor: Person): Promise<unknown[]> => {
  const answer = await gateway.superadmin.graphql(
    `query($filter: AuditLogFilter) { auditLogs(filter: $filter) { nodes { targetType targetId changes } } }`,
    { filter: { action, actorId: actor.userId } },
  );
  return answer.json.data.auditLogs.nodes as unknown[];
};

describe('the inbox', () => {
  test('holds one’s own lines, newest first', async () => {
    const { person } = await withInbox('one', 'two');
    await withInbox('of somebody else');
    const answer = await person.graphql(inbox);
    expect(answer.json.data).toEqual({
      notifications: {
        nodes: ['two', 'one'].map((title) => ({
          id: expect.any(Number),
          type: 'test.notified',
          title,
          message: `${title}, at length`,
          data: { of: title },
          readAt: null,
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        })),
        totalCount: 2,
        pageInfo: { hasNextPage: false, endCursor: expect.any(String) },
      },
      unreadNotificationCount: 2,
    });
  });

  test('is paged by cursor without a gap or a line twice', async () => {
    const { person } = await withInbox('one', 'two', 'three');
    const first = (await person.graphql(inbox, { first: 2 })).json.data.notifications;
    expect(titlesOf(first.nodes)).toEqual(['three', 'two']);
    expect(await titles(person, { first: 2, after: first.pageInfo.endCursor })).toEqual(['one']);
  });

  test('of a superadmin is their own as well', async () => {
    await withInbox('of somebody else');
    expect(await titles(gateway.superadmin)).toEqual([]);
  });

  test('is nobody’s without a session', async () => {
    const answer = await anybody(gateway.url).graphql('{ unreadNotificationCount }');
    expect(answer.json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('reading', () => {
  test('a line is for whom it is: superadmins, who see the same of all else, read each their own', async () => {
    const people: Person[] = [];
    for (let made = 0; made < 2; made += 1) {
      const { email } = await gateway.build.user({ superadmin: true });
      people.push(await signInAs(gateway.app, email ?? ''));
    }
    const [one, other] = people as [Person, Person];
    for (const [person, stranger] of [[one, other] as const, [other, one] as const]) {
      await tell(gateway, person, 'own');
      const id = (await person.graphql(inbox)).json.data.notifications.nodes[0].id as number;
      const refused = await stranger.graphql(read, { id });
      expect(refused.json.errors[0].extensions.code).toBe('NOT_FOUND');
      expect((await person.graphql(read, { id })).json.data.markNotificationRead).toMatchObject({ id });
    }
  });

  test('one line marks that line, once: reading it again changes nothing', async () => {
    const { person, ids } = await withInbox('one', 'two');
    const marked = await person.graphql(read, { id: ids[0] });
    const again = await person.graphql(read, { id: ids[0] });
    expect(marked.json.data.markNotificationRead).toEqual({
      id: ids[0],
      title: 'one',
      readAt: expect.stringMatching(/Z$/),
    });
    expect(again.json).toEqual(marked.json);
    expect(await titles(person, { unreadOnly: true })).toEqual(['two']);
    expect(await auditRows('notification.read', person)).toEqual([
      { targetType: 'notification', targetId: String(ids[0]), changes: { before: {}, after: {} } },
      {
        targetType: 'notification',
        targetId: String(ids[0]),
        changes: { before: { readAt: null }, after: { readAt: expect.any(String) } },
      },
    ]);
  });

  test('a foreign line and a missing one are the same to whoever asks, and stay unread', async () => {
    const { person: owner, ids } = await withInbox('secret');
    const person = await someone();
    const foreign = await person.graphql(read, { id: ids[0] });
    const missing = await person.graphql(read, { id: 2_147_483_647 });
    expect(foreign.json.errors[0].extensions).toEqual({ code: 'NOT_FOUND', reason: 'NOTIFICATION_UNKNOWN' });
    expect(foreign.text).toBe(missing.text);
    expect(await titles(owner, { unreadOnly: true })).toEqual(['secret']);
  });

  test('all lines answers how many were unread, and touches nobody else’s', async () => {
    const { person } = await withInbox('one', 'two', 'three');
    const { person: other } = await withInbox('theirs');
    expect((await person.graphql(readAll)).json).toEqual({ data: { markAllNotificationsRead: 3 } });
    expect((await person.graphql(readAll)).json).toEqual({ data: { markAllNotificationsRead: 0 } });
    expect(await titles(person, { unreadOnly: true })).toEqual([]);
    expect(await titles(other, { unreadOnly: true })).toEqual(['theirs']);
    expect(await auditRows('notification.all_read', person)).toHaveLength(2);
  });
});
