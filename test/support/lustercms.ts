import { setTimeout } from 'node:timers/promises';
import { kyselyOf } from '../../src/orm.js';
import type { TestApp } from './app.js';
import { anybody } from './clients.js';

export { essence, fault, outcome, refused, unprocessable } from './scaikey.js';

/** The bodies of the seed document, to the letter. */
export const seed = {
  register: {
    email: 'user@example.com',
    password: 'securepassword',
    company_name: 'Acme Corp',
    contact_name: 'John Doe',
    phone: '+1234567890',
    desired_org_name: 'Acme Corp',
    desired_org_slug: 'acme-corp',
    utm_source: 'google',
    utm_medium: 'cpc',
    utm_campaign: 'summer',
  },
  approve: {
    org_name: 'Custom Name',
    org_slug: 'custom-slug',
    initial_credit_limit: 5000,
    storage_limit_gb: 20,
    max_users: 25,
  },
  reject: { reason: 'Invalid business information provided' },
  group: { name: 'Gold Partners', description: 'Premium partner tier', credit_discount_percent: 20 },
  admin: {
    name: 'Agency XYZ',
    contact_email: 'admin@agency.com',
    company_name: 'Agency XYZ Ltd',
    phone: '+1234567890',
    partner_group_id: 1,
  },
  grant: { admin_id: 1, amount: 10000, reason: 'Monthly allocation' },
  suspend: { reason: 'Payment overdue' },
  owner: { user_id: 123 },
} as const;

let count = 0;

/** A form that nobody has sent yet. */
export const newForm = (fields: Record<string, unknown> = {}) => {
  count += 1;
  const { desired_org_slug: _slug, ...same } = seed.register;
  return { ...same, email: `company-${count}@example.com`, desired_org_slug: `company-${count}`, ...fields };
};

export const requests = '/api/tenants/requests';

export const register = (gateway: TestApp, body: unknown) => anybody(gateway.url).post('/api/tenants/register', body);

/** Sends a form and answers the id of its request. */
export const submitted = async (gateway: TestApp, fields: Record<string, unknown> = {}): Promise<number> => {
  const { status, json } = await register(gateway, newForm(fields));
  if (status !== 201) throw new Error(JSON.stringify(json));
  return json.id as number;
};

/** A request that has been approved as it is. */
export const approved = async (gateway: TestApp, fields: Record<string, unknown> = {}): Promise<number> => {
  const id = await submitted(gateway, fields);
  const { status, text } = await gateway.superadmin.post(`${requests}/${id}/approve`);
  if (status !== 200) throw new Error(text);
  return id;
};

/** Mails sent so far to one address. */
export const mailsTo = (gateway: TestApp, address: string) =>
  gateway.events.flatMap((event) => (event.type === 'mail' && event.to === address ? [event.subject] : []));

export const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Waits until no store is being made ready, so that rows can be counted. */
export const settled = async ({ app }: TestApp): Promise<void> => {
  for (;;) {
    const open = await kyselyOf(app.services.orm.em)
      .selectFrom('provisioning')
      .where('status', 'in', ['PENDING', 'RUNNING'])
      .select('id')
      .executeTakeFirst();
    if (!open) return;
    await setTimeout(20);
  }
};
