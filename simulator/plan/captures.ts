/**
 * Capture slots of a frontend, numbered in the order of its lines: `capture request header`, `declare capture`, and
 * rules that capture with a length of their own. Manual, "capture", "declare capture", "http-request capture".
 */
import type { Directive, Section } from '../language/haproxy/config.ts';
import type { CapturePlan, CapturesPlan } from './plan.ts';

/** @param sections the proxy's own and its defaults', as `sectionsOf` gives them: the rules of defaults come first */
export function planCaptures(sections: readonly Section[]): CapturesPlan {
  const request: CapturePlan[] = [];
  const response: CapturePlan[] = [];
  let cookie: CapturePlan | null = null;
  for (const line of [...sections].reverse().flatMap(({ directives }) => directives)) {
    const found = captureOf(line);
    if (!found) continue;
    if (found.what === 'cookie') cookie = found.slot;
    else (found.what === 'request' ? request : response).push(found.slot);
  }
  return { request, response, cookie };
}

type Found = { readonly what: 'request' | 'response' | 'cookie'; readonly slot: CapturePlan };

function captureOf({ words, prefix, span }: Directive): Found | null {
  if (prefix !== null) return null;
  const [first = '', second = '', third = '', fourth = '', fifth = '', sixth = ''] = words.map((word) => word.text);
  const slot = (name: string, bytes: string): CapturePlan => ({
    name,
    lengthBytes: Number.parseInt(bytes, 10) || 0,
    span,
  });
  const side = (word: string) => (word === 'response' ? 'response' : 'request');
  if (first === 'capture' && second === 'cookie') return { what: 'cookie', slot: slot(third, fifth) };
  if (first === 'capture') return { what: side(second), slot: slot(fourth.toLowerCase(), sixth) };
  if (first === 'declare' && second === 'capture') return { what: side(third), slot: slot('', fifth) };
  const isRule = (first === 'http-request' || first === 'http-response') && second === 'capture' && fourth === 'len';
  if (isRule) return { what: first === 'http-response' ? 'response' : 'request', slot: slot('', fifth) };
  const isContent = first === 'tcp-request' && second === 'content' && third === 'capture' && fifth === 'len';
  return isContent ? { what: 'request', slot: slot('', sixth) } : null;
}
