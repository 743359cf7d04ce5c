const longestBytes = 64 * 1024;
const longestMilliseconds = 2000;

/** What the network says is hidden in the cause. */
const unwrapped = (error: unknown): unknown =>
  error instanceof TypeError && error.cause instanceof Error ? error.cause : error;

const read = async (body: NonNullable<Response['body']>): Promise<string> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop ends the download.
  for await (const part of body as AsyncIterable<Uint8Array>) {
    length += part.byteLength;
    if (length > longestBytes) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/**
 * A JSON document at an address that the configuration names: 64 KiB and two seconds at most. No redirect is followed,
 * because the configuration does not name where it leads.
 * @throws where there is no such document
 */
export const fetchJson = async (address: URL): Promise<unknown> => {
  try {
    const signal = AbortSignal.timeout(longestMilliseconds);
    const response = await fetch(address, { redirect: 'manual', headers: { Accept: 'application/json' }, signal });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      throw new Error(`The answer is ${response.status}.`);
    }
    return JSON.parse(await read(response.body)) as unknown;
  } catch (error) {
    throw unwrapped(error);
  }
};
