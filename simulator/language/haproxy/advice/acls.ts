/** ACLs that nobody asks, that always say the same, or that ask something else than their writer meant. */
import type { Acl } from '../acl.ts';
import type { At, Directive } from '../config.ts';
import { question } from './conditions.ts';
import { type Advice, called, linesOf, type ProxyView, removeEdit, replace } from './view.ts';

export function adviseAcls(p: ProxyView, cx: Advice): void {
  if (p.draft.acls.size > 0) {
    adviseUnused(p, cx);
    for (const [name, lines] of p.draft.acls) {
      adviseLines(name, lines, cx);
      for (const line of lines) advisePatterns(line, cx);
    }
  }
  for (const acl of p.draft.inlineAcls) advisePatterns(acl, cx);
}

function adviseUnused(p: ProxyView, cx: Advice): void {
  // The fetch acl() names ACLs in its arguments.
  if (cx.asksAclByName) return;
  const used = new Set<string>();
  for (const word of p.draft.usedAcls) used.add(word.text);
  if (used.size === p.draft.acls.size) return;
  const idle = [...p.draft.acls].filter(([name]) => !used.has(name));
  const lines = new Map<string, Directive[]>(idle.map(([name]) => [name, []]));
  for (const d of linesOf(p, 'acl')) lines.get(d.words[1]?.text ?? '')?.push(d);
  for (const [name, acls] of idle) {
    cx.say(
      acls[0]!.config.name!.span,
      'acl-unused',
      `No rule of ${called(p)} asks ACL '${name}': an ACL does nothing by itself, and other sections do not see it.`,
      {
        hint: "use it behind 'if' or 'unless' in this section, or remove it",
        fixes: [{ title: `Remove ACL '${name}'`, edits: lines.get(name)!.map((d) => removeEdit(d, cx)) }],
      },
    );
  }
}

type Topic = 'client' | 'method' | 'target' | null;

function topicOf(acl: Acl): Topic {
  const asked = question(acl);
  if (asked === 'src' || asked.startsWith('src,')) return 'client';
  if (asked === 'method') return 'method';
  return /^(path|url|base)\b|^(req\.)?f?hdr\(host\)/.test(asked) ? 'target' : null;
}

/** Lines of one name are alternatives. Of a method and a path, hardly anybody wants just one. */
function adviseLines(name: string, lines: readonly Acl[], cx: Advice): void {
  if (lines.length < 2) return;
  const topics = new Set(lines.map(topicOf));
  if (!topics.has('method') || topics.has(null) || topics.size < 2) return;
  const odd = lines.find((l) => topicOf(l) !== topicOf(lines[0]!))!;
  cx.say(
    odd.config.span,
    'acl-lines-are-or',
    `ACL '${name}' is true when any one of its ${lines.length} lines is, not only when all are: '${written(lines[0]!)}' alone is enough.`,
    { hint: 'give each line a name of its own, and write both names side by side in the rule' },
  );
}

function written(acl: Acl): string {
  return [question(acl), ...acl.config.patterns.slice(0, 2).map((p) => p.value)].join(' ');
}

const NAMES_IN_TLS = new Set(['ssl_fc_sni', 'req.ssl_sni', 'req_ssl_sni']);

function advisePatterns(acl: Acl, cx: Advice): void {
  const { config } = acl;
  const { fetch, args } = config.criterion;
  if (config.patterns.length === 0) return;
  adviseConstant(acl, cx);
  if (config.match === 'int' || config.match === 'ip' || config.match === 'bin') return;
  adviseWords(acl, cx);
  if (fetch === 'path') advisePath(acl, cx);
  else if (fetch === 'method') adviseMethod(acl, cx);
  else if (NAMES_IN_TLS.has(fetch)) adviseHost(acl, 'a server name in TLS', cx);
  else if (/^(req\.)?f?hdr$/.test(fetch) && args[0]?.toLowerCase() === 'host') adviseHost(acl, 'a Host header', cx);
}

/** Counts that are never below zero. */
const COUNTS = /^(nbsrv|be_conn|fe_conn|be_sess_rate|fe_sess_rate|queue|avg_queue|req\.body_len|sc\d?_\w*(rate|cnt))\b/;

/** What a pattern matches always, or null. */
function matchedAlways(match: string, value: string, isPath: boolean): string | null {
  switch (match) {
    case 'ip':
      return value.endsWith('/0') ? 'every IPv4 or IPv6 address' : null;
    case 'beg':
      if (value === '/' && isPath) return 'the path of every request';
      return value === '' ? 'everything' : null;
    case 'sub':
    case 'end':
      return value === '' ? 'everything' : null;
    case 'reg':
      if (/^\^?(\.\*)?\$?$/.test(value)) return 'everything';
      return isPath && /^\^\/(\.\*\$?)?$/.test(value) ? 'the path of every request' : null;
    default:
      return null;
  }
}

function adviseConstant(acl: Acl, cx: Advice): void {
  const { config } = acl;
  const { fetch, converters } = config.criterion;
  const isPath = fetch === 'path' && converters.length === 0;
  for (const pattern of config.patterns) {
    const what = matchedAlways(config.match, pattern.value, isPath);
    if (what === null) continue;
    const exact = pattern.value === '/';
    cx.say(
      pattern.span,
      'acl-always-true',
      `This pattern matches ${what}, so the ACL is always true${config.patterns.length > 1 ? ', whatever its other patterns say' : ''}.`,
      {
        hint: exact ? "write 'path /' for the root page alone" : 'remove the ACL, or the pattern',
      },
    );
    return;
  }
  if (config.match !== 'int' || config.patterns.length !== 2) return;
  const [operator, number] = config.patterns.map((p) => p.value);
  if (operator === 'ge' && number === '0' && COUNTS.test(fetch))
    cx.say(config.span, 'acl-always-true', `A count is never below 0, so this is always true.`, {
      hint: "'gt 0' asks for at least one",
    });
}

const OPERATORS = new Set(['or', 'OR', '||', 'and', 'AND', '&&', 'if', 'unless']);
const FLAGS = new Set(['-i', '-m', '-f', '-n']);

/** Words that mean something in rules, and are nothing but text in an ACL. */
function adviseWords(acl: Acl, cx: Advice): void {
  for (const { value, span } of acl.config.patterns) {
    const flag = FLAGS.has(value);
    if (OPERATORS.has(value)) {
      cx.say(
        span,
        'acl-word-as-pattern',
        `In an ACL, '${value}' is a text to compare with, as are the words behind it: patterns are alternatives already.`,
        {
          hint: 'give each criterion a line or a name of its own, and combine the names in the rule',
        },
      );
      return;
    }
    if (!flag || isFirstAfterFlags(acl, span)) continue;
    cx.say(
      span,
      'acl-word-as-pattern',
      `Behind the first pattern, '${value}' is no flag any more but a text to compare with.`,
      {
        hint: `put '${value}' in front of the patterns`,
      },
    );
    return;
  }
}

/** A `--` was written in front of it. */
function isFirstAfterFlags(acl: Acl, span: At<string>['span']): boolean {
  return acl.config.patterns[0]!.span === span;
}

function never(pattern: At<string>, code: string, why: string, hint: string, cx: Advice): void {
  cx.say(pattern.span, code, `'${pattern.value}' never matches: ${why}.`, { hint });
}

function advisePath(acl: Acl, cx: Advice): void {
  const { match, patterns, criterion } = acl.config;
  if (criterion.converters.some((c) => !['lower', 'upper', 'url_dec'].includes(c.name))) return;
  for (const pattern of patterns) {
    const { value } = pattern;
    if (match === 'reg' || value === '') continue;
    if (value.includes('?'))
      never(
        pattern,
        'path-pattern-impossible',
        'a path ends before the question mark',
        "use 'query', 'url_param(name)' or 'pathq'",
        cx,
      );
    else if (/^https?:\/\//.test(value))
      never(
        pattern,
        'path-pattern-impossible',
        'a path has no scheme and no host in it',
        "use 'hdr(host)' for the host",
        cx,
      );
    else if ((match === 'beg' || match === 'str') && !value.startsWith('/') && value !== '*') {
      // Other slips have advice of their own; 'eq' and its like are for numbers.
      if (!/^[\w.%-]*[A-Za-z0-9][\w./%-]*$/.test(value) || OPERATORS.has(value) || FLAGS.has(value)) continue;
      if (/^(eq|ne|gt|ge|lt|le)$|^path|^hdr/.test(value)) continue;
      cx.say(pattern.span, 'path-pattern-impossible', `'${value}' never matches: every path begins with '/'.`, {
        hint: `write '/${value}'`,
        fixes: replace(`Write '/${value}'`, { ...pattern.span, to: pattern.span.from }, '/'),
      });
    }
  }
}

function adviseHost(acl: Acl, what: string, cx: Advice): void {
  const { match, patterns, ignoreCase, criterion } = acl.config;
  if (match === 'reg') return;
  const lowers = criterion.converters.some((c) => c.name === 'lower');
  const others = criterion.converters.some((c) => c.name !== 'lower');
  if (others) return;
  for (const pattern of patterns) {
    const { value } = pattern;
    if (match !== 'bool' && match !== 'found' && match !== 'len' && value.includes('/')) {
      never(
        pattern,
        'host-pattern-impossible',
        `${what} has no scheme and no path in it`,
        "write the bare name, and ask 'path' for the path",
        cx,
      );
    } else if (/[A-Z]/.test(value) && (!ignoreCase || lowers) && /\./.test(value)) {
      cx.say(
        pattern.span,
        'host-pattern-impossible',
        `Browsers send names in lower case, and '${value}' is compared with its capitals.`,
        {
          hint: `write '${value.toLowerCase()}' with -i`,
          fixes: replace(`Write '${value.toLowerCase()}'`, pattern.span, value.toLowerCase()),
        },
      );
    }
  }
}

function adviseMethod(acl: Acl, cx: Advice): void {
  if (acl.config.ignoreCase) return;
  for (const pattern of acl.config.patterns) {
    const upper = pattern.value.toUpperCase();
    if (pattern.value === upper || !/^(get|post|put|head|delete|options|patch|trace|connect)$/i.test(pattern.value))
      continue;
    cx.say(
      pattern.span,
      'method-in-lower-case',
      `'${pattern.value}' never matches: methods are case-sensitive, and clients send '${upper}'.`,
      {
        hint: `write '${upper}'`,
        fixes: replace(`Write '${upper}'`, pattern.span, upper),
      },
    );
  }
}
