import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Database } from '../../src/entities/index.js';
import { assertSlug, reservedSlugs, slugify, slugPattern } from '../../src/entities/slug.js';
import { storeName } from '../../src/entities/store-name.js';

/** A database in which so many schemas of the name are taken. */
const databaseWith = (taken: number): Kysely<Database> =>
  new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () =>
        Object.assign(new DummyDriver(), {
          acquireConnection: () => Promise.resolve({ executeQuery: () => Promise.resolve({ rows: [{ taken }] }) }),
        }),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });

const slugs = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,62}$/);

describe('slugify', () => {
  test.each([
    ['Acme Corp', 'acme-corp'],
    ['  --Acme__Corp--  ', 'acme-corp'],
    ['Crème Brûlée', 'creme-brulee'],
    ['ﬁne ½ Ⅷ', 'fine-1-2-viii'],
    ['straße', 'stra-e'],
    ['日本', ''],
    ['', ''],
    ['!!!', ''],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
  ])('%j', (name, slug) => {
    expect(slugify(name)).toBe(slug);
  });

  test('whatever the name, what comes out is a slug or nothing', () => {
    const names = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 300 }));
    fc.assert(fc.property(names, (name) => slugify(name) === '' || slugPattern.test(slugify(name))));
  });

  test('a slug made of a slug is itself, but for a hyphen at its end', () => {
    fc.assert(fc.property(slugs, (slug) => slugify(slug) === slug.replace(/-+/g, '-').replace(/-$/, '')));
  });
});

describe('assertSlug', () => {
  test('takes every text of the pattern but the reserved words', () => {
    fc.assert(
      fc.property(
        slugs.filter((slug) => !reservedSlugs.includes(slug)),
        (slug) => (assertSlug(slug), true),
      ),
    );
    for (const slug of reservedSlugs) expect(() => assertSlug(slug)).toThrow(`The slug '${slug}' is reserved.`);
  });

  test('refuses every other text', () => {
    const others = fc.string({ unit: 'binary', maxLength: 100 }).filter((text) => !slugPattern.test(text));
    fc.assert(fc.property(others, (text) => expect(() => assertSlug(text)).toThrow('A slug has 1 to 63 characters')));
    expect(() => assertSlug('acme\n')).toThrow('A slug has 1 to 63 characters');
  });
});

describe('storeName', () => {
  const name = (slug: string, taken: number): Promise<string> => storeName(databaseWith(taken), slug);

  test('fits into PostgreSQL’s 63 bytes, also with a counter', async () => {
    await fc.assert(
      fc.asyncProperty(
        slugs,
        fc.nat(98),
        async (slug, taken) =>
          /^tenant_[a-z0-9_]+$/.test(await name(slug, taken)) && (await name(slug, taken)).length <= 63,
      ),
    );
  });

  test('names the slug and the day, and counts what is taken', async () => {
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    expect(await name('acme-corp', 0)).toBe(`tenant_acme_corp_${day}`);
    expect(await name('acme-corp', 1)).toBe(`tenant_acme_corp_${day}_2`);
  });

  test('tells slugs apart that are the same to their 32nd character', async () => {
    const [one, other] = [`${'a'.repeat(60)}b`, `${'a'.repeat(60)}c`];
    expect(await name(one, 0)).not.toBe(await name(other, 0));
  });
});
