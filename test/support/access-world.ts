import type { Admin } from '../../src/entities/admin.js';
import { Notification } from '../../src/entities/notification.js';
import { PartnerGroup } from '../../src/entities/partner-group.js';
import { RegistrationRequest } from '../../src/entities/registration-request.js';
import { Tenant } from '../../src/entities/tenant.js';
import { User } from '../../src/entities/user.js';
import type { TargetKind } from '../../src/permissions.js';
import type { TestApp } from './app.js';
import { anybody, Person, signInAs } from './clients.js';
import { numberOf } from './notices.js';

/** Somebody whom the policy may treat differently from the others. */
export interface Caller {
  readonly name: string;
  readonly person: Person;
}

/** A thing, and how to make one more that somebody sees alike, if it can be made for them. */
export interface Thing {
  readonly name: string;
  readonly id: string;
  readonly again?: (person: Person) => Promise<string> | undefined;
}

let count = 0;
const unique = (word: string): string => `${word}-${(count += 1)}`;

/** People and things in every relation that the policy tells apart. */
export class AccessWorld {
  private constructor(
    readonly callers: readonly Caller[],
    readonly things: Readonly<Record<TargetKind, readonly Thing[]>>,
  ) {}

  static async make(gateway: TestApp): Promise<AccessWorld> {
    const { build } = gateway;
    const [own, other] = [await build.reseller(), await build.reseller()];
    const home = await build.tenant({ adminId: own.admin.id });
    const foreign = await build.tenant({ adminId: other.admin.id });
    const platforms = await build.tenant();
    const suspended = await build.tenant({ adminId: own.admin.id, status: 'SUSPENDED' });
    const expired = await build.tenant({ validUntil: new Date(Date.now() - 30 * 86_400_000) });
    const deleted = await build.tenant({ adminId: own.admin.id });
    const tenants = { home, foreign, platforms, suspended, expired, deleted };
    const member = await build.member(home, 'VIEWER');
    await join(gateway, foreign, member);
    const callers: Record<string, Person> = {
      superadmin: gateway.superadmin,
      'a reseller': own.owner,
      'another reseller': other.owner,
      'a tenant admin': await build.member(home, 'TENANT_ADMIN'),
      'an editor': await build.member(home, 'EDITOR'),
      'a viewer in two tenants': member,
      'another tenant’s admin': await build.member(platforms, 'TENANT_ADMIN'),
      'somebody without a tenant': await signInAs(gateway.app, (await build.user()).email!),
      'a member of a suspended tenant': await build.member(suspended, 'TENANT_ADMIN'),
      'a member of an expired tenant': await build.member(expired, 'EDITOR'),
      'a suspended user': await suspendedUser(gateway),
      'a service token of the installation': noUser(await build.apiToken('ADMIN')),
      'a service token of a tenant': noUser(await build.apiToken('TENANT', home)),
      'a service token of flags': noUser(await build.apiToken('READ', home)),
      'a client that reads': noUser(await build.clientToken('admin:read')),
      'a client that writes': noUser(await build.clientToken('admin:write')),
      'a client without a scope': noUser(await build.clientToken()),
      nobody: anybody(gateway.url),
    };
    const things = await thingsOf(gateway, { tenants, callers, resellers: [own, other] });
    await build.change(async (em) => {
      (await em.findOneOrFail(Tenant, deleted.id)).delete();
    });
    return new AccessWorld(
      Object.entries(callers).map(([name, person]) => ({ name, person })),
      things,
    );
  }
}

interface Cast {
  readonly tenants: Readonly<Record<string, Tenant>>;
  readonly callers: Readonly<Record<string, Person>>;
  readonly resellers: readonly { readonly admin: Admin; readonly owner: Person }[];
}

const thingsOf = async (
  gateway: TestApp,
  { tenants, callers, resellers }: Cast,
): Promise<Readonly<Record<TargetKind, readonly Thing[]>>> => {
  const { build, superadmin } = gateway;
  const all = [superadmin, callers['a service token of the installation'], callers['a client that writes']];
  const people = Object.entries(callers).filter(([, { userId }]) => userId !== undefined);
  const owners = [...all, ...resellers.map(({ owner }) => owner)];
  const forOwners = (make: () => Promise<string>) => (person: Person) => (owners.includes(person) ? make() : undefined);
  const organizations = await organizationsOf(gateway, tenants);
  const ofTenants = (idOf: (tenant: Tenant) => string, again: (adminId: number) => Promise<string>): Thing[] =>
    Object.entries(tenants).map(([name, tenant]) => ({
      name,
      id: idOf(tenant),
      again: forOwners(() => again(tenant.admin)),
    }));
  const missing = (id: string): Thing => ({ name: 'missing', id });
  const number = '2147483647';
  return {
    tenant: [
      ...ofTenants(
        ({ id }) => id,
        async (adminId) => (await build.tenant({ adminId })).id,
      ),
      missing('tnt_0000000000000000'),
    ],
    organization: [
      ...ofTenants(
        ({ id }) => organizations.get(id)!,
        async (adminId) => String((await build.organization({ adminId })).organization.id),
      ),
      missing(number),
    ],
    admin: [
      ...resellers.map(({ admin, owner }) => ({
        name: `of ${people.find(([, person]) => person === owner)?.[0] ?? ''}`,
        id: admin.publicId,
        again: (person: Person) =>
          all.includes(person) ? build.reseller().then((made) => made.admin.publicId) : undefined,
      })),
      missing(number),
    ],
    'api token': [
      ...(await tokensOf(gateway, tenants)),
      ...(await several(1, async () => (await build.apiToken('ADMIN')).userId ?? '')),
      missing('tok_0000000000000000'),
    ],
    client: [...(await several(2, async () => (await build.client('admin:read')).id)), missing('app_0000000000000000')],
    registration: [...(await several(2, () => newRegistration(gateway))), missing(number)],
    'partner group': [...(await several(2, () => newGroup(gateway))), missing(number)],
    notification: await inboxes(gateway, people),
    user: [
      ...people.map(([name, { userId = '' }]) => ({ name, id: userId })),
      missing('usr_01ARZ3NDEKTSV4RRFFQ69G5FAV'),
    ],
  };
};

const tokensOf = async ({ build }: TestApp, tenants: Readonly<Record<string, Tenant>>): Promise<Thing[]> => {
  const things: Thing[] = [];
  for (const [name, tenant] of Object.entries(tenants)) {
    const again = async () => (await build.apiToken('TENANT', tenant)).userId ?? '';
    things.push({ name: `of ${name}`, id: await again(), again });
  }
  return things;
};

const inboxes = async (gateway: TestApp, people: readonly (readonly [string, Person])[]): Promise<Thing[]> => {
  const things: Thing[] = [];
  for (const [name, person] of people) things.push({ name: `of ${name}`, id: await newNotification(gateway, person) });
  return things;
};

const several = async (times: number, make: () => Promise<string>): Promise<Thing[]> => {
  const things: Thing[] = [];
  for (let made = 0; made < times; made += 1) things.push({ name: `one of ${times}`, id: await make(), again: make });
  return things;
};

const organizationsOf = async (
  { build }: TestApp,
  tenants: Readonly<Record<string, Tenant>>,
): Promise<Map<string, string>> => {
  const ids = new Map<string, string>();
  for (const tenant of Object.values(tenants)) ids.set(tenant.id, String((await build.organizationOf(tenant)).id));
  return ids;
};

const join = (gateway: TestApp, tenant: Tenant, { userId }: Person): Promise<void> =>
  gateway.build.change(async (em) => {
    const user = await em.findOneOrFail(User, { publicId: userId ?? '' });
    await gateway.build.join(tenant, user, 'VIEWER');
  });

/** Without the id of the credential, which is no user's. */
const noUser = ({ url, token }: Person): Person => new Person(url, token, undefined);

const suspendedUser = async ({ app, build }: TestApp): Promise<Person> => {
  const user = await build.user();
  const person = await signInAs(app, user.email!);
  await build.change(async (em) => {
    (await em.findOneOrFail(User, user.id)).status = 'SUSPENDED';
  });
  return person;
};

const newGroup = async ({ build }: TestApp): Promise<string> => {
  const group = PartnerGroup.create({ name: unique('group'), description: null, creditDiscountPercent: 0 });
  await build.change(async (em) => void em.persist(group));
  return String(group.id);
};

const newRegistration = async ({ build }: TestApp): Promise<string> => {
  const name = unique('asked');
  const absent = { contactName: null, phone: null, utmSource: null, utmMedium: null, utmCampaign: null, adminId: null };
  const request = RegistrationRequest.submit({
    ...{ email: `${name}@example.com`, passwordHash: 'none', companyName: name, desiredOrgName: name },
    ...{ desiredOrgSlug: name, ...absent },
  });
  await build.change(async (em) => void em.persist(request));
  return String(request.id);
};

const newNotification = async (gateway: TestApp, person: Person): Promise<string> => {
  const user = await numberOf(gateway, person);
  const line = { type: 'test', title: 'One', message: 'One line', data: {}, createdAt: new Date() };
  const notification = new Notification();
  Object.assign(notification, { ...line, user });
  await gateway.build.change(async (em) => void em.persist(notification));
  return String(notification.id);
};
