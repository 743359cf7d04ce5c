import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import { asRoot, badRequest, expectProblem, path, validationError } from '../../support/fullstackhero.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
  await gateway.build.change(async (em) => {
    const root = await em.findOneOrFail(Tenant, { slug: 'root' });
    Object.assign(root, {
      adminEmail: 'admin@root.com',
      issuer: 'https://api.example.com',
      validUntil: new Date('2026-12-31T23:59:59Z'),
    });
  });
});
afterAll(() => gateway.stop());

const list = (query: string): Promise<Answer> => gateway.superadmin.get(`${path}${query}`, asRoot);

const acme = {
  slug: 'acme-corp',
  displayName: 'Acme Corporation',
  adminEmail: 'admin@acme.com',
  validUntil: new Date('2026-06-30T23:59:59Z'),
  connection: { sealedFor: () => 'never opened here' as never, masked: 'Server=db.acme.com;Database=AcmeDb;' },
  issuer: 'https://acme.example.com',
};

const rootItem =
  '{"id":"root","name":"Root Tenant","adminEmail":"admin@root.com","isActive":true,"validUpto":"2026-12-31T23:59:59Z","connectionString":null,"issuer":"https://api.example.com"}';
const acmeItem =
  '{"id":"acme-corp","name":"Acme Corporation","adminEmail":"admin@acme.com","isActive":true,"validUpto":"2026-06-30T23:59:59Z","connectionString":"Server=db.acme.com;Database=AcmeDb;","issuer":"https://acme.example.com"}';

const idsOf = (json: { data: { id: string }[] }): string[] => json.data.map(({ id }) => id);

describe('the documented example', () => {
  test('the first installation shows its root tenant', async () => {
    const answer = await list('?pageNumber=1&pageSize=10&sort=name');
    expect(answer.text).toBe(`{"data":[${rootItem}],"pageNumber":1,"pageSize":10,"totalCount":1,"totalPages":1}`);
    expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  });

  test('root and acme-corp, the members in the documented order and no others', async () => {
    await gateway.build.tenant(acme);
    const answer = await list('?pageNumber=1&pageSize=10&sort=name%20desc');
    expect(answer.text).toBe(
      `{"data":[${rootItem},${acmeItem}],"pageNumber":1,"pageSize":10,"totalCount":2,"totalPages":1}`,
    );
  });

  test.each([
    ['its own client’s spelling', '/api/v1/tenants/?PageNumber=1&PageSize=10&Sort=-name'],
    ['no parameters', '/api/v1/tenants?sort=-name'],
    ['empty parameters', '/api/v1/tenants?pageNumber=&PAGESIZE=&sort=name+desc'],
    ['the prefix', '/fullstackhero/api/v1/tenants?sort=-name'],
    ['the prefix and a slash', '/fullstackhero/api/v1/tenants/?SORT=-Name'],
  ])('%s gives the same', async (_what, url) => {
    const answer = await gateway.superadmin.get(url, asRoot);
    expect(answer.text).toBe(
      `{"data":[${rootItem},${acmeItem}],"pageNumber":1,"pageSize":10,"totalCount":2,"totalPages":1}`,
    );
  });
});

describe('items', () => {
  beforeAll(async () => {
    await gateway.build.tenant({
      slug: 'bare',
      displayName: 'Bare',
      status: 'SUSPENDED',
      contactEmail: 'c@bare.example',
    });
    await gateway.build.tenant({
      slug: 'secret',
      displayName: 'secret',
      connection: { sealedFor: () => 'never opened here' as never, masked: 'postgres://u:***@db.example/app' },
    });
  });

  test('what the gateway does not know has a value that its clients can read', async () => {
    const { json } = await list('?sort=id');
    expect(json.data[1]).toEqual({
      id: 'bare',
      name: 'Bare',
      adminEmail: 'c@bare.example',
      isActive: false,
      validUpto: '9999-12-31T23:59:59Z',
      connectionString: null,
      issuer: null,
    });
    expect((json.data as unknown[]).at(-1)).toMatchObject({
      id: 'secret',
      adminEmail: '',
      connectionString: 'postgres://u:***@db.example/app',
    });
  });

  test.each([
    ['name', 'acme-corp bare root secret'],
    ['name desc', 'secret root bare acme-corp'],
    ['NAME DESC', 'secret root bare acme-corp'],
    ['-name', 'secret root bare acme-corp'],
    ['%2Bname', 'acme-corp bare root secret'],
    ['+name', 'acme-corp bare root secret'],
    ['id', 'acme-corp bare root secret'],
    ['-id', 'secret root bare acme-corp'],
    ['isActive', 'bare acme-corp root secret'],
    ['isActive desc, -name', 'secret root acme-corp bare'],
    ['isactive,name desc', 'bare secret root acme-corp'],
    ['adminEmail', 'bare secret acme-corp root'],
    ['validUpto', 'acme-corp root bare secret'],
    ['-validUpto,-id', 'secret bare root acme-corp'],
    ['issuer desc', 'root acme-corp bare secret'],
    ['connectionString desc', 'acme-corp bare root secret'],
    ['-connectionString,-name', 'secret root bare acme-corp'],
    ['nothing known', 'acme-corp bare root secret'],
    ['-constructor', 'acme-corp bare root secret'],
    [';drop table tenant', 'acme-corp bare root secret'],
    ['', 'acme-corp bare root secret'],
    [',,', 'acme-corp bare root secret'],
  ])('sort=%s', async (sort, ids) => {
    const { json } = await list(`?sort=${sort}`);
    expect(idsOf(json)).toEqual(ids.split(' '));
  });
});

describe('pages', () => {
  test.each([
    ['?pageNumber=1&pageSize=3', 1, 3, 'acme-corp bare root', 2],
    ['?pageNumber=2&pageSize=3', 2, 3, 'secret', 2],
    ['?pageNumber=3&pageSize=3', 2, 3, 'secret', 2],
    ['?pageNumber=2147483647&pageSize=100', 1, 100, 'acme-corp bare root secret', 1],
    ['?pageNumber=2147483647&pageSize=3', 2, 3, 'secret', 2],
    ['?pageNumber=3&pageSize=2', 2, 2, 'root secret', 2],
    ['?pageNumber=%202%20&pageSize=%2B1', 2, 1, 'bare', 4],
    ['?pageSize=100', 1, 100, 'acme-corp bare root secret', 1],
  ])('%s', async (query, pageNumber, pageSize, ids, totalPages) => {
    const { json } = await list(query);
    expect({ ...json, data: idsOf(json) }).toEqual({
      data: ids.split(' '),
      pageNumber,
      pageSize,
      totalCount: 4,
      totalPages,
    });
  });

  test.each([
    ['pageNumber=0', { PageNumber: ['Page number must be greater than 0.'] }],
    ['pageNumber=-1', { PageNumber: ['Page number must be greater than 0.'] }],
    ['pageSize=0', { PageSize: ['Page size must be between 1 and 100.'] }],
    ['pageSize=101', { PageSize: ['Page size must be between 1 and 100.'] }],
    [
      'pagenumber=0&PAGESIZE=101',
      {
        PageNumber: ['Page number must be greater than 0.'],
        PageSize: ['Page size must be between 1 and 100.'],
      },
    ],
    [`sort=${'x'.repeat(201)}`, { Sort: ['Sort expression must not exceed 200 characters.'] }],
    ['sort=a%00', { Sort: ["'Sort' must not contain NUL or unpaired surrogates."] }],
  ])('?%s is a validation error', async (query, errors) => {
    expectProblem(await list(`?${query}`), validationError, { errors });
  });

  test('a sort expression of 200 characters is read', async () => {
    expect((await list(`?sort=${'x'.repeat(200)}`)).status).toBe(200);
  });

  test.each(
    ['pageNumber', 'pageSize'].flatMap((name) =>
      ['abc', '1.5', '1e2', '1e400', '2147483648', '9007199254740993', '%00', '{"$ne":null}', '0x1', '1,2'].map(
        (value) => [name, value] as const,
      ),
    ),
  )('?%s=%s does not bind', async (name, value) => {
    const property = name.charAt(0).toUpperCase() + name.slice(1);
    expectProblem(await list(`?${name}=${value}`), badRequest(`Failed to bind parameter "${property}".`));
  });

  test.each(['pageNumber', 'pageSize', 'sort'])('%s given twice does not bind', async (name) => {
    const property = name.charAt(0).toUpperCase() + name.slice(1);
    expectProblem(
      await list(`?${name}=1&${name.toUpperCase()}=2`),
      badRequest(`Failed to bind parameter "${property}".`),
    );
  });
});
