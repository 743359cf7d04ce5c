import 'reflect-metadata';
import { EntitySchema, LockMode } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { GraphQLScalarType } from 'graphql';
import { Arg, buildSchema, Ctx, Field, ID, Info, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { verify } from './token.js';

/*
 * The same data with the same libraries in the way their documentation shows: entities, em.find with populate, type-graphql
 * over them. Decorators are applied by hand, because Node runs this file as it is.
 */

const Json = new GraphQLScalarType({ name: 'JSON' });

class Admin {}
class Organization {}
class Tenant {}
class TenantPage {}
class AuditLog {}

const json = { type: 'json' };
const number = { type: 'integer' };
const string = { type: 'string' };
const optional = { type: 'string', nullable: true };
const moment = { type: 'datetime' };

const entities = [
  new EntitySchema({
    class: Admin,
    tableName: 'admin',
    properties: { id: { ...number, primary: true }, publicId: string, name: string, slug: string },
  }),
  new EntitySchema({
    class: Organization,
    tableName: 'organization',
    properties: {
      id: { ...number, primary: true },
      tenant: { kind: '1:1', entity: () => Tenant, owner: true, inversedBy: 'organization' },
      customDomain: optional,
      maxUsers: number,
    },
  }),
  new EntitySchema({
    class: Tenant,
    tableName: 'tenant',
    properties: {
      id: { ...string, primary: true },
      slug: string,
      displayName: string,
      status: string,
      contactEmail: optional,
      settings: json,
      branding: json,
      admin: { kind: 'm:1', entity: () => Admin },
      organization: { kind: '1:1', entity: () => Organization, mappedBy: 'tenant', nullable: true },
      createdAt: moment,
      updatedAt: moment,
      deletedAt: { ...moment, nullable: true },
    },
  }),
  new EntitySchema({
    class: AuditLog,
    tableName: 'audit_log',
    properties: {
      id: { type: 'bigint', primary: true },
      ...{ action: string, targetType: string, targetId: string, actorEmail: optional, actorRole: string },
      ...{ tenantId: optional, changes: json, requestId: string, api: string, createdAt: moment },
    },
  }),
];

const fields = (type, name, columns) => {
  for (const [column, [scalar, options]] of Object.entries(columns)) {
    Reflect.defineMetadata('design:type', Object, type.prototype, column);
    Field(() => scalar, options)(type.prototype, column);
  }
  ObjectType(name)(type);
};

const nullable = { nullable: true };
fields(Admin, 'Admin', { publicId: [ID], name: [String], slug: [String] });
fields(Organization, 'Organization', { id: [Int], customDomain: [String, nullable], maxUsers: [Int] });
fields(Tenant, 'Tenant', {
  ...{ id: [ID], slug: [String], displayName: [String], status: [String], contactEmail: [String, nullable] },
  ...{ settings: [Json], branding: [Json], createdAt: [Date], updatedAt: [Date] },
  ...{ admin: [Admin], organization: [Organization, nullable] },
});
fields(TenantPage, 'TenantPage', { nodes: [[Tenant]], totalCount: [Int] });

const asked = (info) => {
  const walk = (set) => (set?.selections ?? []).flatMap((node) => [node.name.value, ...walk(node.selectionSet)]);
  return new Set(info.fieldNodes.flatMap((node) => walk(node.selectionSet)));
};
const populate = (info) => ['admin', 'organization'].filter((relation) => asked(info).has(relation));

class TenantResolver {
  tenant({ em }, info, id) {
    return em.findOne(Tenant, { id, deletedAt: null }, { populate: populate(info) });
  }

  async tenants({ em }, info, first, offset, search) {
    const like = { $ilike: `%${search}%` };
    const where = {
      deletedAt: null,
      ...(search ? { $or: [{ displayName: like }, { slug: like }, { contactEmail: like }, { id: search }] } : {}),
    };
    const orderBy = { createdAt: 'desc', id: 'asc' };
    const nodes = await em.find(Tenant, where, { limit: first, offset, orderBy, populate: populate(info) });
    return { nodes, totalCount: asked(info).has('totalCount') ? await em.count(Tenant, where) : 0 };
  }

  updateTenant({ em, viewer }, id, displayName) {
    return em.transactional(async (tx) => {
      const options = { lockMode: LockMode.PESSIMISTIC_WRITE };
      const tenant = await tx.findOneOrFail(Tenant, { id, deletedAt: null }, options);
      const before = { displayName: tenant.displayName };
      Object.assign(tenant, { displayName, updatedAt: new Date() });
      tx.create(AuditLog, {
        ...{ action: 'tenant.updated', targetType: 'tenant', targetId: id, tenantId: id },
        ...{ actorEmail: viewer.email, actorRole: viewer.role, changes: { before, after: { displayName } } },
        ...{ requestId: crypto.randomUUID(), api: 'graphql', createdAt: new Date() },
      });
      return tenant;
    });
  }
}

const resolver = (decorate, method, type, parameters) => {
  const { prototype } = TenantResolver;
  Reflect.defineMetadata('design:paramtypes', [], prototype, method);
  parameters.forEach((parameter, index) => parameter(prototype, method, index));
  decorate(() => type, { nullable: type === Tenant })(prototype, method, {});
};
const id = () => Arg('id', () => ID);
resolver(Query, 'tenant', Tenant, [Ctx(), Info(), id()]);
resolver(Query, 'tenants', TenantPage, [
  ...[Ctx(), Info(), Arg('first', () => Int), Arg('offset', () => Int, nullable)],
  Arg('search', () => String, nullable),
]);
resolver(Mutation, 'updateTenant', Tenant, [Ctx(), id(), Arg('displayName', () => String)]);
Resolver()(TenantResolver);

const orm = await MikroORM.init({
  entities,
  clientUrl: process.env.DATABASE_URL,
  pool: { min: 0, max: 10 },
  driverOptions: { options: '-c timezone=UTC' },
});

export const schema = await buildSchema({ resolvers: [TenantResolver], validate: false });

/** Each request: a verified bearer and an identity map of its own. */
export const contextOf = async (authorization) => ({ viewer: await verify(authorization), em: orm.em.fork() });
