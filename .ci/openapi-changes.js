const typesOf = ({ type = [], anyOf = [] }) => [...[type].flat(), ...anyOf.flatMap(typesOf)];
const missing = (wanted, there) => wanted.filter((value) => !there.includes(value));
const namesOf = (record = {}) => Object.keys(record);

/** What clients send must still be taken. */
function* narrower(old, now) {
  const types = typesOf(now);
  if (types.length > 0) for (const type of missing(typesOf(old), types)) yield ['', `${type} is no longer taken`];
  if (now.enum)
    for (const value of missing(old.enum ?? ['any value'], now.enum)) yield ['', `${value} is no longer taken`];
  for (const bound of ['minimum', 'minLength', 'minItems'])
    if ((now[bound] ?? -Infinity) > (old[bound] ?? -Infinity)) yield ['', `${bound} is ${now[bound]} now`];
  for (const bound of ['maximum', 'maxLength', 'maxItems'])
    if ((now[bound] ?? Infinity) < (old[bound] ?? Infinity)) yield ['', `${bound} is ${now[bound]} now`];
  if (now.pattern !== undefined && now.pattern !== old.pattern) yield ['', `pattern is ${now.pattern} now`];
  for (const name of missing(namesOf(old.properties), namesOf(now.properties)))
    yield [`/${name}`, 'is no longer taken'];
  for (const name of missing(now.required ?? [], old.required ?? [])) yield [`/${name}`, 'is required now'];
}

/** What clients read must still be there, and nothing that they do not know. */
function* wider(old, now) {
  const types = typesOf(old);
  if (types.length > 0) for (const type of missing(typesOf(now), types)) yield ['', `may be ${type} now`];
  if (old.enum) for (const value of missing(now.enum ?? ['any value'], old.enum)) yield ['', `may be ${value} now`];
  for (const name of missing(namesOf(old.properties), namesOf(now.properties))) yield [`/${name}`, 'is gone'];
  for (const name of missing(old.required ?? [], now.required ?? []))
    if (now.properties?.[name]) yield [`/${name}`, 'may be absent now'];
}

const follow = (document, part) => {
  if (part?.$ref === undefined) return part;
  const steps = part.$ref.slice(2).split('/');
  return follow(
    document,
    steps.reduce((value, step) => value?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document),
  );
};

class Comparison {
  found = [];

  constructor(before, after) {
    Object.assign(this, { before, after });
  }

  report(where, what) {
    this.found.push(`${where}: ${what}`);
  }

  schema(where, oldSchema, newSchema, judge, above = []) {
    const [old, now] = [follow(this.before, oldSchema), follow(this.after, newSchema)];
    if (!old || !now || above.includes(old)) return;
    for (const [below, what] of judge(old, now)) this.report(`${where}${below}`, what);
    const deeper = (step, one, other) => this.schema(`${where}/${step}`, one, other, judge, [...above, old]);
    for (const [name, member] of Object.entries(old.properties ?? {})) deeper(name, member, now.properties?.[name]);
    if (typeof old.additionalProperties === 'object') deeper('*', old.additionalProperties, now.additionalProperties);
    deeper('[]', old.items, now.items);
    (old.anyOf ?? []).forEach((choice, index) => deeper(`anyOf[${index}]`, choice, now.anyOf?.[index]));
  }

  content(where, old = {}, now = {}, judge) {
    for (const [mediaType, { schema }] of Object.entries(old)) {
      if (now[mediaType]) this.schema(where, schema, now[mediaType].schema, judge);
      else this.report(where, `${mediaType} is gone`);
    }
  }

  parameters(where, old = [], now = []) {
    const named = (given) => [`${given.in} ${given.name}`, given];
    const was = new Map(old.map((given) => named(follow(this.before, given))));
    const is = new Map(now.map((given) => named(follow(this.after, given))));
    for (const [name, given] of was) {
      if (is.has(name)) this.schema(`${where} ${name}`, given.schema, is.get(name).schema, narrower);
      else this.report(`${where} ${name}`, 'is no longer taken');
    }
    for (const [name, { required }] of is)
      if (required && !was.get(name)?.required) this.report(`${where} ${name}`, 'is required now');
  }

  operation(where, old, now) {
    this.parameters(where, old.parameters, now.parameters);
    const [oldBody, newBody] = [follow(this.before, old.requestBody), follow(this.after, now.requestBody)];
    if (newBody?.required && !oldBody?.required) this.report(`${where} body`, 'is required now');
    this.content(`${where} body`, oldBody?.content, newBody?.content, narrower);
    for (const [status, response] of Object.entries(old.responses)) {
      const [was, is] = [follow(this.before, response), follow(this.after, now.responses[status])];
      if (is) this.content(`${where} ${status}`, was.content, is.content, wider);
      else if (status < 400) this.report(`${where} ${status}`, 'is gone');
    }
  }

  document() {
    for (const [path, operations] of Object.entries(this.before.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const where = `${method.toUpperCase()} ${path}`;
        const now = this.after.paths[path]?.[method];
        if (now) this.operation(where, operation, now);
        else this.report(where, 'is gone');
      }
    }
    return this.found;
  }
}

/** Names what clients of one OpenAPI document may stumble over in a newer one. */
export const openapiBreakingChanges = (before, after) => new Comparison(before, after).document();
