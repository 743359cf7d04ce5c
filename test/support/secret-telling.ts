import { setTimeout as wait } from 'node:timers/promises';
import { isNonNullType, getNamedType } from 'graphql';
import { dialects } from '../../src/rest/dialects.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { asLiterals, placesOf } from './bad-values.js';
import { anybody, Person, type Answer } from './clients.js';
import { overSocket, overStream, type Subscription } from './live.js';
import { everyField, rootFields } from './operations.js';
import { secret, type Planted } from './planted.js';
import { secretDoors, send, type Door, type Stage } from './secret-doors.js';
import { secretOperations, spoiled } from './secret-inputs.js';

/** How a door answered, each as its status and, from GraphQL, its code. */
export interface Outcome {
  readonly good: string;
  readonly bad: string;
  readonly faulty?: string;
}

const schema = buildGatewaySchema();

const outcomeOf = ({ status, json }: Answer): string => {
  const code: unknown = json?.errors?.[0]?.extensions?.code;
  return typeof code === 'string' ? code : String(status);
};

const asJson = (body: object): string => JSON.stringify(body);

/** Bodies that are no JSON, in the wrong place, or sent the wrong way. */
const misdirect = async (person: Person, door: Door, body: object): Promise<void> => {
  const raw = asJson(body);
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(body))
    query.set(key, typeof value === 'string' ? value : asJson(value as object));
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
    await send(person, { ...door, headers: { ...door.headers, 'Content-Type': type } }, raw);
  }
  await person.get(`${door.path}?${query.toString()}`, { headers: { ...door.headers } });
  await person.request('PUT', door.path, { body, headers: { ...door.headers } });
  await person.request('DELETE', door.path, { headers: { ...door.headers, password: secret('header') } });
};

interface People {
  readonly superadmin: Person;
  readonly member: Person;
  readonly nobody: Person;
}

const tryDoor = async (door: Door, people: People): Promise<Outcome> => {
  const person = people[door.who ?? 'nobody'];
  const good = outcomeOf(await send(person, door, asJson(await door.good())));
  const bad = outcomeOf(await send(person, door, asJson(door.bad())));
  const faulty = door.faulty && outcomeOf(await send(person, door, asJson(door.faulty())));
  for (const raw of spoiled(door.bad())) await send(person, door, raw);
  const impostor = new Person(person.url, secret('bearer'), undefined);
  for (const other of [impostor, ...Object.values(people)]) await send(other, door, asJson(door.bad()));
  await misdirect(person, door, door.bad());
  return { good, bad, ...(faulty === undefined ? {} : { faulty }) };
};

/** Secrets written into documents, where the value beside them, or they themselves, do not fit. */
const writeOut = async (person: Person): Promise<void> => {
  const names = secretOperations(schema);
  for (const field of rootFields(schema, 'mutation').filter(({ name }) => names.includes(name))) {
    const types = Object.fromEntries(field.args.map(({ name, type }) => [name, type]));
    for (const place of field.args.flatMap(({ name, type }) => placesOf([name], type))) {
      for (const literal of [
        secret('x').replaceAll('-', '_'),
        `"${secret('open')}`,
        `[${asJson([secret('x')])}]`,
        `"${secret('x')}" ${secret('x')}`,
      ]) {
        await person.graphql(`mutation { ${field.name}(${asLiterals({}, types, place, literal)}) { __typename } }`);
      }
    }
  }
  // The text of a password without its quotes is names to GraphQL.
  const name = secret('name').replaceAll('-', '_');
  await person.graphql(`mutation { login } ${name}`);
  await person.graphql(`mutation { login(email: "x", password: ${name} ${name} ${name}) { accessToken } }`);
};

/** Every endpoint of every legacy API, with credentials that are none and with secrets where none belong. */
const sweep = async (superadmin: Person): Promise<void> => {
  for (const { name, endpoints } of dialects) {
    for (const { method, path } of endpoints) {
      const at = `/${name}${path.replaceAll(/\{\w+\}/g, '1')}`;
      const body =
        method === 'GET' || method === 'DELETE'
          ? {}
          : { body: { password: secret('stray'), name: { token: secret('stray') } } };
      for (const authorization of [
        `Bearer ${secret('bearer')}`,
        `Basic ${Buffer.from(`u:${secret('basic')}`).toString('base64')}`,
        secret('scheme'),
      ]) {
        await superadmin.request(method, at, { ...body, headers: { Authorization: authorization } });
      }
      await superadmin.request(method, `${at}?token=${secret('query')}`, {
        ...body,
        headers: { 'X-Api-Key': secret('header'), Cookie: `session=${secret('cookie')}`, 'X-Request-Id': secret('id') },
      });
    }
  }
};

/** Takes every registration to one of its ends, and logs in with the password of one that went well. */
const review = async (superadmin: Person, { planted }: Stage): Promise<void> => {
  const account = { email: 'registered@example.com', password: planted.password('registration') };
  const form = { ...account, company_name: 'Registered', desired_org_slug: 'registered' };
  await anybody(superadmin.url).post('/api/tenants/register', form);
  const { json } = await superadmin.graphql(
    '{ registrationRequests(first: 200, status: PENDING_APPROVAL) { nodes { id email } } }',
  );
  const requests = json.data.registrationRequests.nodes as { id: number; email: string }[];
  for (const { id, email } of requests) {
    const verbs = email === account.email ? ['approve', 'provision'] : [id % 2 === 0 ? 'reject' : 'approve'];
    for (const verb of verbs) await superadmin.post(`/api/tenants/requests/${id}/${verb}`, { reason: 'No.' });
  }
  const login = await anybody(superadmin.url).post('/api/auth/login', account);
  if (login.status !== 200) throw new Error(`The password of a registration does not log in: ${login.text}`);
};

/** Waits until every store has been made or has failed. */
const provisioned = async (superadmin: Person): Promise<void> => {
  for (let tries = 0; tries < 300; tries += 1) {
    const { json } = await superadmin.graphql('{ tenants(first: 200) { nodes { provisioning { status } } } }');
    const nodes = json.data.tenants.nodes as { provisioning: { status: string } | null }[];
    if (nodes.every(({ provisioning }) => !/PENDING|RUNNING/.test(provisioning?.status ?? ''))) return;
    await wait(100);
  }
  throw new Error('The stores are not made.');
};

/** Somebody who was made with a tenant, logged in with the password given then. */
const logInMember = async (superadmin: Person, { member }: Stage): Promise<Person> => {
  const inOwn = { headers: { tenant: 'own' } };
  const body = { id: 'own', name: 'Own', adminEmail: member.email, adminPassword: member.password };
  await superadmin.post('/fullstackhero/api/v1/tenants', body, { headers: { tenant: 'root' } });
  await provisioned(superadmin);
  const { json } = await anybody(superadmin.url).post('/api/v1/identity/token/issue', member, inOwn);
  return new Person(superadmin.url, json.accessToken as string, undefined);
};

const example = (name: string, type: string): unknown => (/Int/.test(type) ? 1 : name === 'tenant' ? 'planted-1' : '1');

const createToken =
  'mutation($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret token { id name } } }';

/** Service tokens, each used once. */
const issueServiceTokens = async (superadmin: Person): Promise<void> => {
  const { url } = superadmin;
  const { json } = await superadmin.graphql(createToken, { input: { type: 'ADMIN', name: 'One' } });
  const other = await superadmin.post('/exd/api/v1/tokens', { type: 'admin', name: 'Two' });
  for (const token of [json.data.createApiToken.secret, other.json.secret] as string[]) {
    await new Person(url, token, undefined).get('/exd/api/v1/tenants');
  }
};

/** Everything that can be read, by the one who may read everything. */
const readEverything = async (superadmin: Person): Promise<void> => {
  for (const field of rootFields(schema, 'query')) {
    const needed = field.args.filter(({ type }) => isNonNullType(type));
    const variables = Object.fromEntries(
      needed.map(({ name, type }) => [name, example(name, String(getNamedType(type)))]),
    );
    await superadmin.graphql(everyField(schema, field.name), variables);
  }
  for (const { name, endpoints } of dialects) {
    for (const { path } of endpoints.filter(({ method }) => method === 'GET')) {
      for (const key of ['1', 'planted-1']) {
        await superadmin.get(`/${name}${path.replaceAll(/\{\w+\}/g, key)}`, { headers: { tenant: 'root' } });
      }
    }
  }
  for (const path of ['/graphql', '/metrics', '/health/ready', '/.well-known/jwks.json', '/nowhere']) {
    await superadmin.get(path, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  }
};

const received = 'subscription { notificationReceived { type title message data } }';

/** Subscriptions with good credentials, which stay open, and with bad ones. */
const subscribe = ({ url, token }: Person): Subscription[] => {
  const login = `mutation { login(email: "x@example.com", password: "${secret('stream')}") { accessToken } }`;
  return [
    ...[overSocket, overStream].flatMap((open) => [
      open(url, token, received),
      open(url, secret('bearer'), received),
      open(url, token, login),
    ]),
  ];
};

const close = async (subscriptions: readonly Subscription[], planted: Planted): Promise<void> => {
  for (const { leave } of subscriptions) leave();
  for (const { results, ended } of subscriptions) {
    planted.note('subscription', JSON.stringify([results, await ended]));
  }
};

/** Tells the gateway at `url` every secret of the stage, at every door. */
export const tellEverything = async (url: string, stage: Stage): Promise<ReadonlyMap<string, Outcome>> => {
  const doors = secretDoors(stage);
  const { json } = await anybody(url).post('/api/auth/login', stage.admin);
  const superadmin = new Person(url, json.access_token as string, undefined);
  const subscriptions = subscribe(superadmin);
  const people = { superadmin, member: await logInMember(superadmin, stage), nobody: anybody(url) };
  const outcomes = new Map<string, Outcome>();
  for (const [name, door] of Object.entries(doors)) outcomes.set(name, await tryDoor(door, people));
  // Each form of a connection string, at each of the databases.
  for (let tenant = 0; tenant < 6; tenant += 1) {
    for (const door of [doors['createTenant']!, doors['POST /api/v1/tenants']!]) {
      await send(superadmin, door, asJson(await door.good()));
    }
  }
  await writeOut(superadmin);
  await review(superadmin, stage);
  await issueServiceTokens(superadmin);
  await sweep(superadmin);
  await provisioned(superadmin);
  // One is left as it came in.
  await send(anybody(url), doors['registerOrganization']!, asJson(await doors['registerOrganization']!.good()));
  await readEverything(superadmin);
  await close(subscriptions, stage.planted);
  return outcomes;
};
