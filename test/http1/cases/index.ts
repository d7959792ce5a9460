import type { WireCase } from '../wire.ts';
import { bodyCases } from './bodies.ts';
import { clockCases } from './clock.ts';
import { connectionCases } from './connections.ts';
import { limitCases } from './limits.ts';
import { replyCases } from './replies.ts';
import { requestCases } from './requests.ts';
import { responseCases } from './responses.ts';

/** All conversations, by family; a family is a file of `../recorded/`. */
export const families = {
  requests: requestCases,
  bodies: bodyCases,
  limits: limitCases,
  responses: responseCases,
  connections: connectionCases,
  replies: replyCases,
  clock: clockCases,
} satisfies Record<string, WireCase[]>;

export type Family = keyof typeof families;
