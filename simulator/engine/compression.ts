/**
 * Compression, as far as heads tell: the algorithm is chosen from what the request accepts once its rules have run,
 * whether the response is fit for it is decided when its head comes (before its rules), and the head is changed behind
 * all rules. What is counted is the body as the server sent it. Facts: the manual, "compression"; seen in 2.6 to 3.4.
 */
import type { CompressionPlan } from '../plan/plan.ts';
import { firstHeader } from './http-headers.ts';
import type { Header } from './io.ts';
import type { Engine, Stream } from './state.ts';

const STATUSES = [200, 201, 202, 203];

/** The halves that say something of it, the backend's first. */
function plansOf(engine: Engine, stream: Stream): CompressionPlan[] {
  const back = engine.plan.proxies[stream.backend]!.backend?.compression ?? null;
  const front = stream.backend === stream.frontend ? null : engine.plan.proxies[stream.frontend]!.frontend!.compression;
  return back === null && front === null ? NO_PLANS : [back, front].flatMap((plan) => plan ?? []);
}

const NO_PLANS: CompressionPlan[] = [];

/** The request is about to leave: is there an algorithm that the client takes? With `offload` the server is not asked. */
export function chooseCompression(engine: Engine, stream: Stream): void {
  const plans = plansOf(engine, stream);
  if (plans === NO_PLANS) return;
  const { request } = stream;
  const algorithms = plans.find((plan) => plan.algorithms.length > 0)?.algorithms;
  if (!algorithms || !request || request.version === '1.0' || isOldBrowser(request.headers)) return;
  const accepted = best(algorithms, request.headers);
  if (accepted !== null && plans.some(({ offload }) => offload)) {
    stream.request = { ...request, headers: request.headers.filter(({ name }) => name !== 'accept-encoding') };
  }
  const algorithm = accepted ?? (algorithms.includes('identity') ? 'identity' : null);
  if (algorithm !== null) stream.compression = { algorithm, applies: false };
}

/** Of the codings with the highest quality the first that is known here; null: none. */
function best(algorithms: readonly string[], headers: readonly Header[]): string | null {
  let found: string | null = null;
  let quality = 0;
  for (const { name, value } of headers) {
    if (name !== 'accept-encoding') continue;
    for (const part of value.split(',')) {
      const [coding = '', ...parameters] = part.split(';').map((text) => text.trim());
      const said = parameters.map((text) => /^q=([\d.]+)$/i.exec(text)?.[1]).find((text) => text !== undefined);
      const wanted = said === undefined ? 1 : Number(said);
      if (wanted <= quality) continue;
      const algorithm =
        coding === '*' ? algorithms[0] : algorithms.find((name) => nameOf(name) === coding.toLowerCase());
      if (algorithm === undefined) continue;
      found = algorithm;
      quality = wanted;
    }
  }
  return found;
}

/** As heads call it. */
const nameOf = (algorithm: string): string => (algorithm === 'raw-deflate' ? 'deflate' : algorithm);

/** Browsers that say gzip and cannot: Mozilla/4, except of Internet Explorer 6 with its second service pack and later. */
function isOldBrowser(headers: readonly Header[]): boolean {
  const agent = firstHeader(headers, 'user-agent') ?? '';
  if (!agent.startsWith('Mozilla/4')) return false;
  if (agent.length < 31 || agent.slice(25, 30) !== 'MSIE ' || agent[30]! < '6') return true;
  return agent[30] === '6' && agent.slice(51, 54) !== 'SV1';
}

/** The response's head is here, as the server sent it: is it fit? */
export function decideCompression(engine: Engine, stream: Stream): void {
  const { compression, response, responseBody } = stream;
  if (!compression || !response) return;
  const { headers } = response;
  const plans = plansOf(engine, stream);
  const length = firstHeader(headers, 'content-length');
  const least = plans.find(({ minBytes }) => minBytes > 0)?.minBytes ?? 0;
  const etags = headers.filter(({ name }) => name === 'etag');
  const type = firstHeader(headers, 'content-type');
  const types = plans.find((plan) => plan.types.length > 0)?.types;
  const isFit =
    response.version === '1.1' &&
    stream.originalMethod !== 'HEAD' &&
    STATUSES.includes(response.status) &&
    (responseBody === 'length' || responseBody === 'chunked') &&
    (length === null || (Number(length) > 0 && Number(length) >= least)) &&
    firstHeader(headers, 'content-encoding') === null &&
    !headers.some(({ name, value }) => name === 'cache-control' && /(^|[,\s])no-transform/.test(value)) &&
    etags.length <= 1 &&
    etags.every(({ value }) => /^(W\/)?".*"$/.test(value)) &&
    (types
      ? types.some((wanted) => type?.toLowerCase().startsWith(wanted.toLowerCase()))
      : !type?.toLowerCase().startsWith('multipart'));
  stream.compression = isFit ? { ...compression, applies: true } : null;
}

/** Behind all rules: the head as the client is to see it. */
export function compressHead(engine: Engine, stream: Stream): void {
  const { compression, response } = stream;
  if (!compression?.applies || !response) return;
  let headers: Header[] = response.headers
    .filter(({ name }) => name !== 'content-length')
    .map((header) =>
      header.name === 'etag' && !header.value.startsWith('W/') ? { ...header, value: `W/${header.value}` } : header,
    );
  const vary = headers.findLastIndex(({ name }) => name === 'vary');
  const isAppended = vary >= 0 && engine.plan.behaviour.compressionVary === 'appended';
  if (isAppended) headers = headers.with(vary, { name: 'vary', value: withAcceptEncoding(headers[vary]!.value) });
  if (stream.responseBody === 'length') headers.push({ name: 'transfer-encoding', value: 'chunked' });
  if (!isAppended) headers.push({ name: 'vary', value: 'Accept-Encoding' });
  if (compression.algorithm !== 'identity') {
    headers.push({ name: 'content-encoding', value: nameOf(compression.algorithm) });
  }
  stream.response = { ...response, headers };
}

/** A `vary` that names it already stays as it is. */
function withAcceptEncoding(vary: string): string {
  if (vary.split(',').some((one) => one.trim().toLowerCase() === 'accept-encoding')) return vary;
  return vary.trim() === '' ? 'Accept-Encoding' : `${vary},Accept-Encoding`;
}
