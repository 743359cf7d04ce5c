/** No dialect documents members deeper than this; a body may nest as deep as it likes. */
const deepestMembers = 4;

/** The names of members in lower case. */
export const lowerKeys = (value: unknown, depth = deepestMembers): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && depth > 0
    ? Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key.toLowerCase(), lowerKeys(member, depth - 1)]),
      )
    : value;
