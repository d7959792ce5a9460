/** All cases of twins. */
import type { Files } from '../../support/temporary.ts';
import { ACTION_TWINS } from './actions.ts';
import { CONNECTION_TWINS } from './connections.ts';
import { MORE_TWINS } from './more.ts';
import { PAYLOAD_TWINS } from './payload.ts';
import { RESPONSE_TWINS } from './responses.ts';
import { STICK_TWINS } from './stick.ts';
import type { Twin } from './twin.ts';

export const TWIN_FILES: Files = {
  'twins.lst': 'x\n',
  'after.lst': 'three\naverylongone\n',
  'twins.map': 'x x\n',
  'twins.http':
    'HTTP/1.1 503 Gone Fishing\r\nContent-Length: 9\r\nX-Own: yes\r\nContent-Type: text/plain\r\n\r\nown page\n',
};

export const TWINS: readonly Twin[] = [
  ...STICK_TWINS,
  ...ACTION_TWINS,
  ...CONNECTION_TWINS,
  ...PAYLOAD_TWINS,
  ...RESPONSE_TWINS,
  ...MORE_TWINS,
];
