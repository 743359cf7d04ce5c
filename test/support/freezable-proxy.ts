import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server on which connections can go silent, as they do behind a router that forgets them. */
export interface FreezableProxy {
  readonly url: string;
  /** From now on nothing passes on the connections that there are. */
  freeze(): void;
  close(): void;
}

export const freezableProxy = async (url: string): Promise<FreezableProxy> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String((server.address() as AddressInfo).port);
  return {
    url: proxied.toString(),
    freeze: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
};
