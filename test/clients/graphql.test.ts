import { isDeepStrictEqual } from 'node:util';
import { InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filter, firstValueFrom, map } from 'rxjs';
import { graphql } from '../../src/rest/graphql.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { apollo } from '../support/graphql-clients/apollo.js';
import type { GraphQLClient } from '../support/graphql-clients/client.js';
import { graphqlRequest } from '../support/graphql-clients/graphql-request.js';
import { urql } from '../support/graphql-clients/urql.js';
import { platformAdmin } from '../support/people.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const login = graphql(`
  mutation LogIn($email: String!, $password: String!) {
    login(email: $email, password: $password) {
      accessToken
      refreshToken
      user {
        id
        role
      }
    }
  }
`);
const refresh = graphql(`
  mutation Refresh($token: String!) {
    refreshToken(token: $token) {
      accessToken
      refreshToken
    }
  }
`);
const viewer = graphql(`
  query Viewer {
    viewer {
      role
    }
  }
`);
const createTenant = graphql(`
  mutation CreateTenant($input: CreateTenantInput!) {
    createTenant(input: $input) {
      id
      slug
      displayName
    }
  }
`);
const createOrganization = graphql(`
  mutation CreateOrganization($tenant: ID!, $input: CreateOrganizationInput) {
    createOrganization(tenant: $tenant, input: $input) {
      id
      creditLimit
      tenant {
        id
        slug
      }
    }
  }
`);
const updateTenant = graphql(`
  mutation UpdateTenant($tenant: ID!, $input: UpdateTenantInput!) {
    updateTenant(tenant: $tenant, input: $input) {
      id
      displayName
      settings {
        mfaRequired
      }
    }
  }
`);
const tenants = graphql(`
  query Tenants($search: String!, $first: Int!, $after: String) {
    tenants(filter: { search: $search }, orderBy: [{ field: SLUG }], first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          slug
          displayName
          organization {
            id
            creditLimit
          }
        }
      }
      pageInfo {
        endCursor
        hasNextPage
      }
      totalCount
    }
  }
`);
const provisioningUpdated = graphql(`
  subscription Provisioning($tenant: ID!) {
    provisioningUpdated(tenant: $tenant) {
      status
      steps {
        step
        status
      }
    }
  }
`);

/** The states of a tenant's provisioning that a subscription tells of, up to its completion. */
const statesOf = (client: Required<GraphQLClient>, tenant: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const states: string[] = [];
    const leave = client.subscribe(
      provisioningUpdated,
      { tenant },
      {
        next: ({ provisioningUpdated: { status } }) => {
          states.push(status);
          if (status !== 'COMPLETED') return;
          leave();
          resolve(states);
        },
        error: reject,
        complete: () => {
          reject(new Error(`The subscription ended after ${states.join(', ')}.`));
        },
      },
    );
  });

/** The slugs of all tenants found, page by page. */
const pagesOf = async (client: GraphQLClient, search: string, first: number): Promise<string[][]> => {
  const pages: string[][] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ask>> = await ask(client, search, first, after);
    pages.push(page.edges.map(({ node }) => node.slug));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
};

const ask = async (client: GraphQLClient, search: string, first: number, after: string | null) =>
  (await client.query(tenants, { search, first, after })).tenants;

/** A token of the superadmin that was good once. */
const outdated = (): Promise<string> => {
  const { superadmin, app } = gateway;
  const claims = { sub: superadmin.userId ?? '', email: platformAdmin.email, role: 'superadmin' };
  return app.services.tokens.issue(claims, new Date(Date.now() - 60_000));
};

const refusedWith = (code: string, reason: string) => ({ extensions: expect.objectContaining({ code, reason }) });

const libraries = [
  ['Apollo Client', 'apollo', apollo],
  ['urql', 'urql', urql],
  ['graphql-request', 'request', graphqlRequest],
] as const;

describe.each(libraries)('%s', (_name, word, open) => {
  let client: GraphQLClient;
  let session: { accessToken: string; refreshToken: string };
  beforeAll(() => {
    client = open(gateway.url);
  });
  afterAll(() => client.close());

  test('logs in', async () => {
    const { login: opened } = await client.mutate(login, platformAdmin);
    expect(opened.user.role).toBe('SUPERADMIN');
    session = opened;
    client.session.token = session.accessToken;
    expect(await client.query(viewer, {})).toMatchObject({ viewer: { role: 'SUPERADMIN' } });
  });

  test('creates tenants, one of them with an organization', async () => {
    for (const slug of [`${word}-one`, `${word}-two`, `${word}-three`]) {
      const { createTenant: created } = await client.mutate(createTenant, { input: { slug, displayName: slug } });
      expect(created).toMatchObject({ id: expect.stringMatching(/^tnt_/), slug });
    }
    const { createOrganization: organization } = await client.mutate(createOrganization, {
      tenant: `${word}-one`,
      input: { creditLimit: 5_000 },
    });
    expect(organization).toMatchObject({ creditLimit: 5_000, tenant: { slug: `${word}-one` } });
  });

  test('pages through them by cursor', async () => {
    expect(await pagesOf(client, `${word}-`, 2)).toEqual([[`${word}-one`, `${word}-three`], [`${word}-two`]]);
    const { edges, totalCount } = await ask(client, `${word}-one`, 1, null);
    expect([totalCount, edges[0]?.node.organization?.creditLimit]).toEqual([1, 5_000]);
  });

  test('changes one', async () => {
    const { updateTenant: updated } = await client.mutate(updateTenant, {
      tenant: `${word}-one`,
      input: { displayName: `${word} renamed`, settings: { mfaRequired: true } },
    });
    expect(updated).toMatchObject({ displayName: `${word} renamed`, settings: { mfaRequired: true } });
  });

  test('is told why something is refused, with code and reason', async () => {
    const taken = client.mutate(createTenant, { input: { slug: `${word}-one`, displayName: 'Another' } });
    await expect(taken).rejects.toMatchObject(refusedWith('CONFLICT', 'SLUG_TAKEN'));
    const unknown = client.mutate(updateTenant, { tenant: 'nobody-here', input: { displayName: 'Nobody' } });
    await expect(unknown).rejects.toMatchObject(refusedWith('NOT_FOUND', 'TENANT_UNKNOWN'));
    const wrong = client.mutate(createTenant, { input: { slug: 'No slug', displayName: 'Another' } });
    await expect(wrong).rejects.toMatchObject({
      extensions: { code: 'INVALID', violations: [{ path: ['slug'], code: 'PATTERN' }] },
    });
  });

  test('sees a tenant being provisioned live, where it knows subscriptions', async () => {
    const { createTenant: created } = await client.mutate(createTenant, {
      input: { slug: `${word}-live`, displayName: 'Live' },
    });
    if (client.subscribe) expect(await statesOf(client as Required<GraphQLClient>, created.id)).toContain('COMPLETED');
    else expect(word).toBe('request');
  });

  test('is told that its token has run out, gets new ones once, and goes on', async () => {
    client.session.token = await outdated();
    await expect(client.query(viewer, {})).rejects.toMatchObject(refusedWith('UNAUTHENTICATED', 'CREDENTIALS_INVALID'));
    client.session.token = undefined;
    const { refreshToken: next } = await client.mutate(refresh, { token: session.refreshToken });
    client.session.token = next.accessToken;
    expect(await client.query(viewer, {})).toMatchObject({ viewer: { role: 'SUPERADMIN' } });
  });

  test('that uses a refresh token twice has lost its session', async () => {
    client.session.token = undefined;
    await expect(client.mutate(refresh, { token: session.refreshToken })).rejects.toMatchObject(
      refusedWith('UNAUTHENTICATED', 'CREDENTIALS_INVALID'),
    );
  });
});

describe('the cache of Apollo Client', () => {
  test('keeps pages together, and shows a change wherever the tenant is without asking again', async () => {
    const typePolicies = { Query: { fields: { tenants: relayStylePagination(['filter']) } } };
    const { client, session, close } = apollo(gateway.url, new InMemoryCache({ typePolicies }));
    session.token = gateway.superadmin.token;
    for (const slug of ['cache-one', 'cache-two']) await gateway.build.tenant({ slug });
    const variables = { search: 'cache-', first: 1, after: null };
    const { data } = await client.query({ query: tenants, variables });
    const list = client.watchQuery({ query: tenants, variables });
    const shown = list.pipe(map(({ data }) => data?.tenants?.edges?.map((edge) => edge.node?.displayName)));
    /** Resolves once the list shows these. */
    const shows = (names: string[]) => firstValueFrom(shown.pipe(filter((now) => isDeepStrictEqual(now, names))));
    const subscription = list.subscribe({});
    await list.fetchMore({ variables: { after: data?.tenants.pageInfo.endCursor ?? null } });
    await shows(['cache-one', 'cache-two']);
    const renamed = { tenant: 'cache-two', input: { displayName: 'Renamed' } };
    await client.mutate({ mutation: updateTenant, variables: renamed });
    await shows(['cache-one', 'Renamed']);
    subscription.unsubscribe();
    await close();
  });
});
