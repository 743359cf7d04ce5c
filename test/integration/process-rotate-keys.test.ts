import { afterAll, expect, jest, test } from '@jest/globals';
import { anybody, Person } from '../support/clients.js';
import { Processes } from '../support/processes.js';

jest.setTimeout(120_000);

const processes = new Processes();
afterAll(() => processes.dispose());

test('an operator makes a new signing key; who is logged in stays so', async () => {
  const DATA_DIR = processes.directory();
  const first = processes.start({ DATA_DIR });
  const { json } = await anybody(await first.url()).graphql(
    'mutation($password: String!) { login(email: "admin@tenantry.local", password: $password) { accessToken } }',
    { password: await first.printedPassword() },
  );
  first.kill('SIGTERM');
  await first.ended;

  const rotation = processes.start({ DATA_DIR }, 'rotate-keys');
  expect(await rotation.ended).toMatchObject({ code: 0 });
  const [, kid] = /^Made the signing key ([\w-]{36})\. /m.exec(rotation.output) ?? [];

  const second = processes.start({ DATA_DIR });
  const person = new Person(await second.url(), json.data.login.accessToken as string, undefined);
  expect((await person.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('SUPERADMIN');
  const { keys } = (await person.get('/.well-known/jwks.json')).json as { keys: { kid: string }[] };
  expect(keys.map((key) => key.kid)).toEqual([kid, expect.any(String)]);
});
