/** Explanations as sentences, in HAProxy's words. One function a kind; nothing here decides anything. */
import type { AclTrace, CandidateTrace, Explanation } from '../engine/io.ts';

type Of<T extends Explanation['type']> = Extract<Explanation, { readonly type: T }>;

/** One or more plain sentences about a decision. */
export function explanationText(explanation: Explanation): string {
  switch (explanation.type) {
    case 'listener':
      return `Accepted by ${explanation.proxyName}.`;
    case 'rule':
      return ruleText(explanation);
    case 'backend':
      return backendText(explanation);
    case 'persistence':
      return persistenceText(explanation);
    case 'balance':
      return balanceText(explanation);
    case 'queue':
      return queueText(explanation);
    case 'retry':
      return retryText(explanation);
    case 'response':
      return responseText(explanation);
    case 'timeout':
      return `“timeout ${explanation.name}” ran out after ${duration(explanation.afterMs)}.`;
    case 'end':
      return `Ended with termination state ${explanation.termination}: ${sentence(explanation.meaning)}`;
    case 'health':
      return `Health of ${explanation.server}: ${explanation.status}, counter ${explanation.counter}.`;
  }
}

/** Milliseconds as people say them: `20 ms`, `1.5 s`, `2 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toFixed(3))} ms`;
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(3))} s`;
  return `${Number((ms / 60_000).toFixed(2))} min`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function ruleText({ keyword, text, outcome, tests }: Of<'rule'>): string {
  const rule = text.startsWith(keyword) ? text : `${keyword} ${text}`;
  if (outcome === 'not-reached') return `“${rule}” was not reached: an earlier rule had decided.`;
  const seen = tests.map(testText).join('; ');
  const because = seen === '' ? (outcome === 'taken' ? ', which has no condition' : '') : `: ${seen}`;
  return `“${rule}” was ${outcome === 'taken' ? 'taken' : 'not taken'}${because}.`;
}

/** What an ACL saw. Braces are an anonymous ACL's name. */
function testText({ acl, negated, value, matched, pattern, cutOff }: AclTrace): string {
  const saw = value === null ? 'found nothing to look at' : `saw “${shorten(value)}”`;
  const verdict = matched ? (pattern === null ? 'matched' : `matched “${shorten(pattern)}”`) : 'did not match';
  const turned = negated ? `, and “!” turns that into ${matched ? 'false' : 'true'}` : '';
  const endless = cutOff ? ' (a regular expression took too long and was cut off)' : '';
  return `${acl} ${saw} and ${verdict}${endless}${turned}`;
}

function shorten(text: string): string {
  const printable = text.replace(/[\0-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}

function backendText({ backend, why }: Of<'backend'>): string {
  switch (why) {
    case 'use_backend':
      return `Goes to backend ${backend}: the first use_backend rule that applies says so.`;
    case 'default_backend':
      return `Goes to backend ${backend}: no use_backend rule applied, and this is the default_backend.`;
    case 'listen':
      return `Goes to ${backend} itself: a listen section is frontend and backend in one.`;
    case 'none':
      return 'No backend: no use_backend rule applied and there is no default_backend, so HAProxy answers 503.';
  }
}

function persistenceText({ kind, key, server, outcome }: Of<'persistence'>): string {
  const what = kind === 'cookie' ? 'The cookie' : kind === 'stick' ? 'The stick table' : 'The redirection';
  const of = key === null ? '' : ` “${shorten(key)}”`;
  switch (outcome) {
    case 'used':
      return `${what}${of} names ${server ?? 'a server'}, which can take it: balancing is not asked.`;
    case 'unusable':
      return `${what}${of} names ${server ?? 'a server'}, which cannot take it now: balancing chooses another.`;
    case 'absent':
      return kind === 'cookie'
        ? 'No persistence cookie in the request: balancing chooses.'
        : `${what} has no entry for${of === '' ? ' this' : of}: balancing chooses.`;
    case 'stored':
      return kind === 'cookie'
        ? `The response gets the cookie${of} for ${server ?? 'the server'}: the next requests will follow it.`
        : `The stick table remembers${of} → ${server ?? 'the server'}.`;
  }
}

function balanceText({ algorithm, key, candidates, chosen, why }: Of<'balance'>): string {
  const by = key === null ? '' : ` by “${shorten(key)}”`;
  const listed = candidates.slice(0, 12).map(candidateText).join('; ');
  const more = candidates.length > 12 ? `; and ${candidates.length - 12} more` : '';
  const result = chosen === null ? 'no server can take it' : `${chosen}`;
  return `balance ${algorithm}${by}: ${sentence(`${result}${why === '' ? '' : `, ${why}`}`)}${listed === '' ? '' : ` Candidates: ${listed}${more}.`}`;
}

function candidateText({ server, usable, state, weight, sessions, figure }: CandidateTrace): string {
  const about = usable ? `weight ${weight}, ${count(sessions, 'session')}` : `not usable, ${state}`;
  return `${server} (${about}${figure === null ? '' : `, ${figure}`})`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function queueText({ where, position, why }: Of<'queue'>): string {
  const place = where === 'server' ? 'the server’s queue' : 'the backend’s queue';
  return `Waits in ${place} at position ${position}: ${sentence(why)}`;
}

function retryText({ attempt, of, redispatch, waitMs, why }: Of<'retry'>): string {
  const how = redispatch ? 'on another server (option redispatch)' : 'on the same server';
  const when = waitMs > 0 ? ` after ${duration(waitMs)}` : ' at once';
  return `Connection attempt failed: ${sentence(why)} Retry ${attempt} of ${of}${when}, ${how}.`;
}

function responseText({ status, by, why }: Of<'response'>): string {
  const who = by === 'server' ? 'Response' : 'HAProxy itself answers';
  return `${who} ${status}${why === '' ? '.' : `: ${sentence(why)}`}`;
}
