import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-call -- a document is JSON of many shapes */
const script = resolve('.ci/breaking-changes.js');
const document = 'docs/openapi/lustercms.json';
const committed: Record<string, string> = {
  'package.json': '{"version":"1.2.0"}',
  'schema.graphql': readFileSync('schema.graphql', 'utf8'),
  [document]: readFileSync(document, 'utf8'),
};

let folder = '';
const git = (...args: string[]): void => {
  execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
};
const put = (file: string, text: string): void => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-release-'));
  git('init', '--quiet');
  for (const [file, text] of Object.entries(committed)) put(file, text);
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'release');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const check = () => {
  const { status, stdout } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  return { status, lines: stdout.trim().split('\n') };
};

const changed = (change: (paths: any, schemas: any) => void): void => {
  const json = JSON.parse(committed[document]!);
  change(json.paths, json.components.schemas);
  put(document, JSON.stringify(json));
};

test('without a release there is nothing to compare with', () => {
  expect(check()).toEqual({ status: 0, lines: ['There is no release yet, so there is nothing to compare with.'] });
});

describe('since a release', () => {
  beforeEach(() => git('tag', 'v1.2.0'));

  test('nothing has changed', () => {
    expect(check()).toEqual({ status: 0, lines: ['0 breaking changes since v1.2.0'] });
  });

  test('what is added breaks nothing', () => {
    changed((paths, schemas) => {
      paths['/api/tenants/new'] = paths['/api/tenants/admins'];
      schemas.PartnerGroup.properties.colour = { type: 'string' };
      schemas.CreatePartnerGroup.properties.colour = { type: 'string' };
      paths['/api/tenants/admins'].get.parameters.push({ name: 'colour', in: 'query', schema: { type: 'string' } });
    });
    put('schema.graphql', committed['schema.graphql']!.replace('type Tenant {', 'type Tenant {\n  colour: String\n'));
    expect(check()).toEqual({ status: 0, lines: ['0 breaking changes since v1.2.0'] });
  });

  test.each<[string, (paths: any, schemas: any) => void]>([
    ['GET /api/tenants/settings: is gone', (paths) => delete paths['/api/tenants/settings'].get],
    [
      'GET /api/tenants/admins query limit: is no longer taken',
      (paths) => paths['/api/tenants/admins'].get.parameters.shift(),
    ],
    [
      'GET /api/tenants/admins query limit: is required now',
      (paths) => (paths['/api/tenants/admins'].get.parameters[0].required = true),
    ],
    [
      'GET /api/tenants/admins query limit: maximum is 10 now',
      (paths) => (paths['/api/tenants/admins'].get.parameters[0].schema.maximum = 10),
    ],
    [
      'POST /api/tenants/partner-groups body/description: is required now',
      (_, schemas) => schemas.CreatePartnerGroup.required.push('description'),
    ],
    [
      'POST /api/tenants/partner-groups body/description: is no longer taken',
      (_, schemas) => delete schemas.CreatePartnerGroup.properties.description,
    ],
    [
      'POST /api/tenants/partner-groups body/description: null is no longer taken',
      (_, schemas) => (schemas.CreatePartnerGroup.properties.description.type = 'string'),
    ],
    [
      'GET /api/tenants/partner-groups 200/[]/description: is gone',
      (_, schemas) => delete schemas.PartnerGroup.properties.description,
    ],
    [
      'GET /api/tenants/partner-groups 200/[]/description: may be absent now',
      (_, schemas) => (schemas.PartnerGroup.required = ['id', 'name']),
    ],
    [
      'GET /api/tenants/partner-groups 200/[]/name: may be null now',
      (_, schemas) => (schemas.PartnerGroup.properties.name.type = ['string', 'null']),
    ],
    [
      'GET /api/tenants/admins 200/[]/status: may be deleted now',
      (_, schemas) => schemas.Admin.properties.status.enum.push('deleted'),
    ],
    ['GET /api/tenants/settings 200: is gone', (paths) => delete paths['/api/tenants/settings'].get.responses[200]],
  ])('a document: %s', (text, change) => {
    changed(change);
    const { status, lines } = check();
    expect(lines).toContain(`${document}: ${text}`);
    expect(status).toBe(1);
  });

  test('a document that is gone, and a field of the schema', () => {
    rmSync(join(folder, document));
    put('schema.graphql', committed['schema.graphql']!.replace(/^ {2}expiryState: .*\n/m, ''));
    expect(check()).toEqual({
      status: 1,
      lines: [
        'schema.graphql: Tenant.expiryState was removed.',
        `${document}: is gone`,
        '2 breaking changes since v1.2.0',
        '1.2.0 promises that there are none: raise its first number.',
      ],
    });
  });

  test('a version that promises nothing may break what it names', () => {
    changed((paths) => delete paths['/api/tenants/settings'].get);
    put('package.json', '{"version":"1.3.0"}');
    expect(check().status).toBe(1);
    put('package.json', '{"version":"2.0.0"}');
    expect(check()).toEqual({
      status: 0,
      lines: [`${document}: GET /api/tenants/settings: is gone`, '1 breaking changes since v1.2.0'],
    });
  });
});
