import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody } from '../support/clients.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const fields =
  'autoApproveRegistrations defaultStorageLimitGb defaultMaxUsers defaultBandwidthLimitGb defaultCreditLimit';
const query = `{ platformSettings { ${fields} } }`;
const update = `mutation($input: PlatformSettingsInput!) { updatePlatformSettings(input: $input) { ${fields} } }`;

const initial = {
  autoApproveRegistrations: false,
  defaultStorageLimitGb: 10,
  defaultMaxUsers: 10,
  defaultBandwidthLimitGb: 100,
  defaultCreditLimit: 0,
};

const lastChange = async (): Promise<unknown> => {
  const answer = await gateway.superadmin.graphql(
    `{ auditLogs(filter: { action: "settings.updated" }, first: 1) { totalCount nodes { targetType targetId changes } } }`,
  );
  return answer.json.data.auditLogs;
};

test('start as documented; what is left out or null of a change stays; the audit log has before and after', async () => {
  expect((await gateway.superadmin.graphql(query)).json).toEqual({ data: { platformSettings: initial } });
  const changed = { ...initial, autoApproveRegistrations: true, defaultCreditLimit: 9_007_199_254_740_991 };
  const input = { autoApproveRegistrations: true, defaultCreditLimit: 9_007_199_254_740_991, defaultMaxUsers: null };
  expect((await gateway.superadmin.graphql(update, { input })).json).toEqual({
    data: { updatePlatformSettings: changed },
  });
  expect((await gateway.superadmin.graphql(query)).json).toEqual({ data: { platformSettings: changed } });
  expect(await lastChange()).toEqual({
    totalCount: 1,
    nodes: [
      {
        targetType: 'settings',
        targetId: '1',
        changes: {
          before: { autoApproveRegistrations: false, defaultCreditLimit: 0 },
          after: { autoApproveRegistrations: true, defaultCreditLimit: 9_007_199_254_740_991 },
        },
      },
    ],
  });
  await gateway.superadmin.graphql(update, { input: initial });
});

test.each([
  [{ defaultStorageLimitGb: -1 }, 'TOO_SMALL'],
  [{ defaultMaxUsers: 0 }, 'TOO_SMALL'],
  [{ defaultBandwidthLimitGb: -1 }, 'TOO_SMALL'],
  [{ defaultCreditLimit: -1 }, 'TOO_SMALL'],
  [{ defaultMaxUsers: 2_147_483_648 }, undefined],
  [{ defaultMaxUsers: '10' }, undefined],
  [{ defaultCreditLimit: 1.5 }, undefined],
  [{ autoApproveRegistrations: 'true' }, undefined],
  [{ autoApproveRegistrations: 1 }, undefined],
])('%j is refused and changes nothing', async (input, violation) => {
  const answer = await gateway.superadmin.graphql(update, { input });
  const { code, violations } = answer.json.errors[0].extensions;
  expect([code, violations?.[0].code]).toEqual(['INVALID', violation]);
  expect((await gateway.superadmin.graphql(query)).json).toEqual({ data: { platformSettings: initial } });
});

test('are for superadmins alone', async () => {
  const tenant = await gateway.build.tenant();
  const { owner } = await gateway.build.reseller();
  for (const person of [owner, await gateway.build.member(tenant, 'TENANT_ADMIN')]) {
    expect((await person.graphql(query)).json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
    expect((await person.graphql(update, { input: {} })).json.errors[0].extensions).toEqual({ code: 'FORBIDDEN' });
  }
  expect((await anybody(gateway.url).graphql(query)).json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
});
