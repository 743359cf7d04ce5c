import { describe, expect, test } from '@jest/globals';
import { getOperationAST, getVariableValues, Kind, parse, validate } from 'graphql';
import { exampleOperations } from '../../src/explorer/example-operations.js';
import { buildGatewaySchema } from '../../src/schema.js';

const schema = buildGatewaySchema();

describe.each(exampleOperations)('an example of GraphiQL: $query', ({ query, variables = {} }) => {
  const document = parse(query);

  test('fits the schema', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  test('brings every variable that it needs', () => {
    const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
    for (const { name, variableDefinitions = [] } of operations) {
      expect(getOperationAST(document, name?.value)).not.toBeNull();
      expect(getVariableValues(schema, variableDefinitions, variables).errors).toBeUndefined();
    }
  });
});
