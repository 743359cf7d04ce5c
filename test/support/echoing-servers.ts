import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Servers that repeat whatever secret they are told in everything they answer. */
export interface EchoingServer {
  readonly port: number;
  /** The secrets it was told. */
  readonly told: readonly string[];
  close(): void;
}

const listening = async (server: Server, told: readonly string[]): Promise<EchoingServer> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { told, port: (server.address() as AddressInfo).port, close: () => void server.close() };
};

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

/** Every field of an error or a notice holds the password, its code too where it can. */
const fault = (type: 'E' | 'N', password: string): Buffer => {
  const fields = { S: 'FATAL', V: 'FATAL', C: password.toUpperCase().replaceAll('-', '_'), R: password, F: password };
  const words = { M: `no entry with password ${password}`, D: password, H: password, W: password, n: password };
  const text = Object.entries({ ...fields, ...words }).map(([key, value]) => `${key}${value}\0`);
  return message(type, Buffer.from(`${text.join('')}\0`));
};

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/**
 * A PostgreSQL that asks for the password in clear text and refuses whoever gives it.
 * @param refuses the login itself, or only the first statement after it
 */
export const echoingDatabase = (refuses: 'login' | 'statement'): Promise<EchoingServer> => {
  const told: string[] = [];
  const serve = (socket: Socket): void => {
    let password = '';
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => {
      if (data.length === 8) socket.write('N');
      else if (data[0] === 0) socket.write(message('R', number(3)));
      else if (data.toString('latin1', 0, 1) === 'p') {
        password = data.toString('utf8', 5, data.length - 1);
        told.push(password);
        if (refuses === 'login') socket.end(fault('E', password));
        else {
          socket.write(message('R', number(0)));
          socket.write(message('S', Buffer.from(`application_name\0${password}\0`)));
          socket.write(message('Z', Buffer.from('I')));
        }
      } else if (password !== '') socket.end(Buffer.concat([fault('N', password), fault('E', password)]));
    });
  };
  return listening(createServer(serve), told);
};

/** An SMTP server that refuses every login in the words it was given. */
export const echoingMailServer = (): Promise<EchoingServer> => {
  const told: string[] = [];
  const serve = (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.write('220 mail.example ready\r\n');
    socket.on('data', (data: Buffer) => {
      const line = data.toString().trim();
      const [, given] = /^AUTH PLAIN (.*)$/i.exec(line) ?? [];
      if (given !== undefined) {
        const plain = Buffer.from(given, 'base64').toString().replaceAll('\0', ' ');
        told.push(plain);
        socket.write(`535 5.7.8 no entry for ${plain}, that is ${given}\r\n`);
      } else socket.write(/^EHLO/i.test(line) ? '250-mail.example\r\n250 AUTH PLAIN\r\n' : '250 fine\r\n');
    });
  };
  return listening(createServer(serve), told);
};
