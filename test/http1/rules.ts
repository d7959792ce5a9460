/** The few configuration lines that the cases use, read for the codec's own proxy. */
import type { Header, ProxyMode } from '../../simulator/http1/index.ts';

export interface HeaderRule {
  action: 'set' | 'add' | 'del';
  name: string;
  value: string;
}

export interface Rules {
  mode: ProxyMode;
  pretendKeepAlive: boolean;
  relaxedRequest: boolean;
  relaxedResponse: boolean;
  request: HeaderRule[];
  response: HeaderRule[];
  deny: number | null;
  denyResponse: boolean;
  redirectResponse: string | null;
  return: { status: number; headers: Header[]; content?: { type: string; body: string } } | null;
  redirect: {
    how: 'location' | 'prefix' | 'scheme';
    to: string;
    status: number;
    dropQuery: boolean;
    appendSlash: boolean;
    setCookie?: string;
    clearCookie?: string;
  } | null;
  auth: string | null;
  error: { status: number; type: string; body: string } | null;
  monitor: string | null;
}

const words = (line: string) => (line.match(/"[^"]*"|\S+/g) ?? []).map((w) => w.replace(/^"|"$/g, ''));
const after = (list: string[], word: string) => {
  const at = list.indexOf(word);
  return at < 0 ? undefined : list[at + 1];
};

export function readRules(config: readonly string[]): Rules {
  const rules: Rules = {
    mode: 'keep-alive',
    pretendKeepAlive: false,
    relaxedRequest: false,
    relaxedResponse: false,
    request: [],
    response: [],
    deny: null,
    denyResponse: false,
    redirectResponse: null,
    return: null,
    redirect: null,
    auth: null,
    error: null,
    monitor: null,
  };
  for (const line of config) readRule(rules, words(line));
  return rules;
}

function readRule(rules: Rules, w: string[]): void {
  const [first, second, third = '', ...rest] = w;
  switch (`${first} ${second}`) {
    case 'option httpclose':
      rules.mode = 'close';
      break;
    case 'option http-server-close':
      rules.mode = 'server-close';
      break;
    case 'option http-pretend-keepalive':
      rules.pretendKeepAlive = true;
      break;
    case 'option accept-invalid-http-request':
      rules.relaxedRequest = true;
      break;
    case 'option accept-invalid-http-response':
      rules.relaxedResponse = true;
      break;
    case 'http-request deny':
      rules.deny = Number(after(w, 'deny_status') ?? 403);
      break;
    case 'http-response deny':
      rules.denyResponse = true;
      break;
    case 'http-response redirect':
      rules.redirectResponse = after(w, 'location') ?? '';
      break;
    case 'http-request return': {
      const header = w.indexOf('hdr');
      const body = after(w, 'string');
      rules.return = {
        status: Number(after(w, 'status')),
        headers: header < 0 ? [] : [{ name: w[header + 1]!.toLowerCase(), value: w[header + 2]! }],
        ...(body !== undefined && { content: { type: after(w, 'content-type')!, body } }),
      };
      break;
    }
    case 'http-request redirect':
      rules.redirect = {
        how: third as 'location',
        to: rest[0]!,
        status: Number(after(w, 'code') ?? 302),
        dropQuery: w.includes('drop-query'),
        appendSlash: w.includes('append-slash'),
        ...(after(w, 'set-cookie') && { setCookie: after(w, 'set-cookie')! }),
        ...(after(w, 'clear-cookie') && { clearCookie: after(w, 'clear-cookie')! }),
      };
      break;
    case 'http-request auth':
      rules.auth = after(w, 'realm') ?? '';
      break;
    case 'http-error status':
      rules.error = { status: Number(third), type: after(w, 'content-type')!, body: after(w, 'string')! };
      break;
    default: {
      if (first === 'monitor-uri') rules.monitor = second!;
      const change = /^(set|add|del)-header$/.exec(second ?? '');
      if (!change) break;
      const rule: HeaderRule = { action: change[1] as 'set', name: third.toLowerCase(), value: rest.join(' ') };
      (first === 'http-response' ? rules.response : rules.request).push(rule);
    }
  }
}

/** The headers after `set-header`, `add-header` and `del-header`. */
export function applyHeaderRules(headers: readonly Header[], rules: readonly HeaderRule[]): readonly Header[] {
  let list = headers;
  for (const { action, name, value } of rules) {
    if (action !== 'add') list = list.filter((h) => h.name !== name);
    if (action !== 'del') list = [...list, { name, value }];
  }
  return list;
}
