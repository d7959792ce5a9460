/**
 * The sample fetches, by HAProxy's names (manual 7.3). To add one: its name in `plan/simulated.ts`, and its row here;
 * either alone does not compile.
 */
import type { SimulatedFetch } from '../../plan/simulated.ts';
import type { Fetch } from './fetch.ts';
import { BODY_FETCHES } from './fetch-body.ts';
import { BYTE_FETCHES } from './fetch-bytes.ts';
import { CONNECTION_FETCHES } from './fetch-connection.ts';
import { CONTENT_FETCHES } from './fetch-content.ts';
import { DISTCC_FETCHES } from './fetch-distcc.ts';
import { HTTP_FETCHES } from './fetch-http.ts';
import { HTX_FETCHES } from './fetch-htx.ts';
import { INTERNAL_FETCHES } from './fetch-internal.ts';
import { PROXY_FETCHES } from './fetch-proxy.ts';
import { STICK_FETCHES } from './fetch-stick.ts';
import { STREAM_FETCHES } from './fetch-stream.ts';
import { TLS_FETCHES } from './fetch-tls.ts';

export type { Fetch };

export const FETCHES = {
  ...INTERNAL_FETCHES,
  ...PROXY_FETCHES,
  ...CONNECTION_FETCHES,
  ...BYTE_FETCHES,
  ...HTTP_FETCHES,
  ...STICK_FETCHES,
  ...STREAM_FETCHES,
  ...BODY_FETCHES,
  ...TLS_FETCHES,
  ...CONTENT_FETCHES,
  ...HTX_FETCHES,
  ...DISTCC_FETCHES,
} satisfies Record<SimulatedFetch, Fetch>;
