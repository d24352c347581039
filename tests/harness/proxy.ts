/** A proxy in front of a server: it lets WebSockets through when it is told to, and loses the network in silence. */

import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface UpgradeProxy {
  readonly ws: string;
  readonly url: string;
  /** How many upgrades were asked for. */
  upgrades(): number;
  allowUpgrades(isAllowed: boolean): void;
  /** From now on nothing is answered, and WebSockets that stand carry nothing more for ever, without a word to either end. */
  lose(): void;
  /** New connections get through again. */
  find(): void;
  close(): Promise<void>;
}

export async function startUpgradeProxy(target: string): Promise<UpgradeProxy> {
  const { hostname, port } = new URL(target);
  let isAllowed = false;
  let isLost = false;
  let upgrades = 0;
  const sockets = new Set<Socket>();
  const carried = new Set<readonly [Socket, Socket]>();
  const server: Server = createServer((incoming, outgoing) => {
    if (isLost) return void incoming.socket.destroy();
    const { method, url: path, headers } = incoming;
    const asked = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    asked.on('error', () => outgoing.destroy());
    incoming.pipe(asked);
  });
  server.on('upgrade', (incoming, socket: Socket, head) => {
    upgrades += 1;
    if (isLost) return socket.destroy();
    socket.on('error', () => socket.destroy());
    if (!isAllowed) return socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    const onward = connect(Number(port), hostname, () => {
      const lines = incoming.rawHeaders.map((word, index) => (index % 2 ? `${word}\r\n` : `${word}: `));
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
      carried.add([socket, onward]);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ws: `ws://${address}`,
    url: `http://${address}`,
    lose: () => {
      isLost = true;
      for (const [socket, onward] of carried) {
        socket.unpipe(onward);
        onward.unpipe(socket);
      }
    },
    find: () => {
      isLost = false;
    },
    upgrades: () => upgrades,
    allowUpgrades: (next) => {
      isAllowed = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
