/**
 * The yardstick of the latency bench: the usual in-memory y-websocket server (apply, broadcast, store nothing), as small
 * as it can be. Argument: the port.
 */

import { createServer } from 'node:http';
import * as wire from '@tagloom/collab';
import { type WebSocket, WebSocketServer } from 'ws';
import * as Y from 'yjs';

const rooms = new Map<string, { doc: Y.Doc; sockets: Set<WebSocket> }>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket, request) => {
  const room = roomOf(request.url ?? '/');
  room.sockets.add(socket);
  socket.binaryType = 'nodebuffer';
  socket.send(wire.encodeStep1(Y.encodeStateVector(room.doc)));
  socket.on('close', () => room.sockets.delete(socket));
  socket.on('message', (data: Buffer) => {
    const message = wire.decodeClientMessage(data);
    if (message.type === 'step1')
      socket.send(wire.encodeStep2(Y.encodeStateAsUpdate(room.doc, message.stateVector)));
    else if (message.type === 'step2' || message.type === 'update')
      Y.applyUpdate(room.doc, message.update, socket);
    else if (message.type === 'awareness') for (const other of room.sockets) other.send(data);
  });
});

function roomOf(name: string) {
  const known = rooms.get(name);
  if (known) return known;
  const room = { doc: new Y.Doc(), sockets: new Set<WebSocket>() };
  room.doc.on('update', (update: Uint8Array) => {
    const frame = wire.encodeUpdate(update);
    for (const socket of room.sockets) socket.send(frame);
  });
  rooms.set(name, room);
  return room;
}

server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
