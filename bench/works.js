import { createHash } from 'node:crypto';

/*
 * What is asked of whom. Each work has one entry per way of asking: the requests, and how the answer is read so that the
 * answers of all of them can be compared.
 */

const get = (path) => ({ method: 'GET', path });

const send = (method, path, body) => ({
  ...{ method, path, body: JSON.stringify(body) },
  headers: { 'content-type': 'application/json' },
});

const graphql = (query, variables) => send('POST', '/graphql', { query, variables });

const seconds = (time) => Math.floor(Date.parse(time) / 1000);

const same = (body) => body;

/** A tenant in the common form, from any of the schemas. */
const tenant = ({ id, displayName, slug, status, adminId, admin, contactEmail, ...rest }) => ({
  ...{ id: rest.rowId ?? id, name: displayName, slug, status, contact_email: contactEmail, branding: rest.branding },
  partner_id: admin?.publicId ?? adminId,
  settings: rest.settings.mfaRequired == null ? {} : { mfa_required: rest.settings.mfaRequired },
  created_at: seconds(rest.createdAt),
  updated_at: seconds(rest.updatedAt),
});

const legacyTenant = (body) => ({
  ...body,
  created_at: seconds(body.created_at),
  updated_at: seconds(body.updated_at),
});
const legacyList = ({ items, total }) => ({ items: items.map(legacyTenant), total });

const page = ({ nodes, totalCount }) => ({ items: nodes.map(tenant), total: totalCount });

const ownFields = `id displayName slug status adminId contactEmail settings { mfaRequired } branding createdAt updatedAt`;
const stockFields = `id displayName slug status admin { publicId } contactEmail settings branding createdAt updatedAt`;
const tableFields = `rowId displayName slug status admin: adminByAdminId { publicId } contactEmail settings branding createdAt updatedAt`;

const organization = (found) => found && { id: found.rowId ?? found.id, maxUsers: found.maxUsers };
const nestedTenant = ({ admin, organization: own, ...rest }) => ({
  ...{ id: rest.rowId ?? rest.id, slug: rest.slug, name: rest.displayName, status: rest.status },
  admin: { id: admin.publicId ?? admin.id, name: admin.name, slug: admin.slug },
  organization: organization(own),
});
const referenceNested = ({ id, slug, name, status, ...rest }) => ({
  ...{ id, slug, name, status },
  admin: { id: rest.admin_id, name: rest.admin_name, slug: rest.admin_slug },
  organization: rest.organization_id === null ? null : { id: rest.organization_id, maxUsers: rest.max_users },
});

const newest = 'orderBy: [{ field: CREATED_AT, direction: DESC }]';
const newestTables = 'orderBy: [CREATED_AT_DESC, ROW_ID_ASC]';

const one = ({ ids }) => {
  const legacy = { requests: ids.map((id) => get(`/api/v1/admin/tenants/${id}`)), read: legacyTenant };
  const asking = (query, read) => ({ requests: ids.map((id) => graphql(query, { id })), read });
  return {
    reference: legacy,
    rest: legacy,
    graphql: asking(`query One($id: ID!) { tenant(id: $id) { ${ownFields} } }`, ({ data }) => tenant(data.tenant)),
    stock: asking(`query One($id: ID!) { tenant(id: $id) { ${stockFields} } }`, ({ data }) => tenant(data.tenant)),
    postgraphile: asking(`query One($id: String!) { tenantByRowId(rowId: $id) { ${tableFields} } }`, ({ data }) =>
      tenant(data.tenantByRowId),
    ),
    sofa: { requests: ids.map((id) => get(`/api/tenant/${id}`)), read: tenant },
  };
};

const list = () => {
  const legacy = { requests: [get('/api/v1/admin/tenants/?page=1&per_page=20')], read: legacyList };
  const asking = (query, read) => ({ requests: [graphql(query, { first: 20 })], read });
  return {
    reference: legacy,
    rest: legacy,
    graphql: asking(
      `query List($first: Int!) { tenants(first: $first, ${newest}) { nodes { ${ownFields} } totalCount } }`,
      ({ data }) => page(data.tenants),
    ),
    stock: asking(
      `query List($first: Int!) { tenants(first: $first) { nodes { ${stockFields} } totalCount } }`,
      ({ data }) => page(data.tenants),
    ),
    postgraphile: asking(
      `query List($first: Int!) { tenants: allTenants(first: $first, ${newestTables}) { nodes { ${tableFields} } totalCount } }`,
      ({ data }) => page(data.tenants),
    ),
    sofa: { requests: [get('/api/tenants?first=20')], read: page },
  };
};

const nested = () => {
  const asking = (query) => ({
    requests: [graphql(query, { first: 20 })],
    read: ({ data }) => data.tenants.nodes.map(nestedTenant),
  });
  const below = (admin, organization) => `slug displayName status ${admin} name slug } ${organization} maxUsers }`;
  return {
    reference: { requests: [get('/nested?first=20')], read: (rows) => rows.map(referenceNested) },
    graphql: asking(
      `query Nested($first: Int!) { tenants(first: $first, ${newest}) { nodes { id ${below('admin { id', 'organization { id')} } } }`,
    ),
    stock: asking(
      `query Nested($first: Int!) { tenants(first: $first) { nodes { id ${below('admin { publicId', 'organization { id')} } } }`,
    ),
    postgraphile: asking(
      `query Nested($first: Int!) { tenants: allTenants(first: $first, ${newestTables}) { nodes { rowId ${below('admin: adminByAdminId { publicId', 'organization: organizationByTenantId { rowId')} } } }`,
    ),
  };
};

const search = () => {
  const words = Array.from({ length: 40 }, (_, index) =>
    createHash('md5')
      .update(String(index + 5))
      .digest('hex')
      .slice(0, 8),
  );
  const legacy = {
    requests: words.map((word) => get(`/api/v1/admin/tenants/?page=1&per_page=20&search=${word}`)),
    read: legacyList,
  };
  const asking = (query, variables = (word) => ({ word })) => ({
    requests: words.map((word) => graphql(query, variables(word))),
    read: ({ data }) => page(data.tenants),
  });
  const anywhere = ['displayName', 'slug', 'contactEmail'].map(
    (column) => `{ ${column}: { includesInsensitive: $word } }`,
  );
  return {
    reference: legacy,
    rest: legacy,
    graphql: asking(
      `query Search($word: String) { tenants(first: 20, filter: { search: $word }, ${newest}) { nodes { ${ownFields} } totalCount } }`,
    ),
    stock: asking(
      `query Search($word: String) { tenants(first: 20, search: $word) { nodes { ${stockFields} } totalCount } }`,
    ),
    postgraphile: asking(
      `query Search($word: String!) { tenants: allTenants(first: 20, ${newestTables}, filter: { or: [${anywhere.join(', ')}, { rowId: { equalTo: $word } }] }) {
        nodes { ${tableFields} } totalCount } }`,
    ),
    sofa: { requests: words.map((word) => get(`/api/tenants?first=20&search=${word}`)), read: page },
  };
};

/** Names differ from round to round, so that each write changes something. The reference makes three inserts instead. */
const mutation = ({ ids }, round) => {
  const name = (index) => `Renamed ${round}.${index}`;
  const asking = (query, answer) => ({
    requests: ids.map((id, index) => graphql(query, { id, name: name(index) })),
    read: answer,
  });
  const named = ({ data }) => data.updateTenant.displayName;
  return {
    reference: {
      requests: ids.map((_, index) => send('POST', '/inserts', { name: name(index) })),
      read: ({ name }) => name,
    },
    rest: {
      requests: ids.map((id, index) => send('PATCH', `/api/v1/admin/tenants/${id}`, { name: name(index) })),
      read: ({ name }) => name,
    },
    graphql: asking(
      `mutation Rename($id: ID!, $name: String!) { updateTenant(tenant: $id, input: { displayName: $name }) { ${ownFields} } }`,
      named,
    ),
    stock: asking(
      `mutation Rename($id: ID!, $name: String!) { updateTenant(id: $id, displayName: $name) { id displayName updatedAt } }`,
      named,
    ),
  };
};

const legacyPage =
  (path, read = same) =>
  () => {
    const legacy = { requests: [get(path)], read };
    return { reference: legacy, rest: legacy };
  };

export const works = {
  'one tenant by id': one,
  'list of 20 with its total': list,
  'nested 20': nested,
  'search with its total': search,
  'mutation with audit': mutation,
  'scaikey, page 2,000': legacyPage('/api/v1/admin/tenants/?page=2000&per_page=20', legacyList),
  'fullstackhero, page 1': legacyPage('/fullstackhero/api/v1/tenants?pageNumber=1&pageSize=20'),
  'fullstackhero, page 2,000': legacyPage('/fullstackhero/api/v1/tenants?pageNumber=2000&pageSize=20'),
  'lustercms, page 1': legacyPage('/api/tenants/organizations?limit=20&offset=0'),
  'lustercms, page 2,000': legacyPage('/api/tenants/organizations?limit=20&offset=39980'),
};

/** Which process answers a way of asking. */
export const processOf = { rest: 'tenantry', graphql: 'tenantry' };
