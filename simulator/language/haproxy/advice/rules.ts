/** Rules that never apply, always apply, or undo each other. */
import type { Directive } from '../config.ts';
import { conditionAt } from '../lower/conditions.ts';
import { type Caught, contradiction, createCaught, type Dnf, dnfAt, tautology } from './conditions.ts';
import { type Advice, called, linesOf, nameSpan, type ProxyView, removeEdit } from './view.ts';

interface Rule {
  readonly d: Directive;
  readonly action: string;
  /** Null: could not be read. `[[]]`: always. */
  readonly dnf: Dnf | null;
}

const ALWAYS: Dnf = [[]];

/** Actions behind which no later rule of the list is asked. */
const FINAL: Readonly<Record<string, RegExp>> = {
  'http-request': /^(allow|deny|tarpit|redirect|return|reject|auth|silent-drop|use-service)$/,
  'http-response': /^(allow|deny|redirect|return|silent-drop)$/,
  'tcp-request connection': /^(accept|reject|silent-drop)$/,
  'tcp-request session': /^(accept|reject|silent-drop)$/,
  'tcp-request content': /^(accept|reject|silent-drop|use-service)$/,
  'tcp-response content': /^(accept|reject|close|silent-drop)$/,
  use_backend: /^/,
  'use-server': /^/,
  redirect: /^/,
};

export function adviseRules(p: ProxyView, cx: Advice): void {
  const lists = rulesOf(p);
  for (const [ruleset, rules] of lists) {
    for (const { dnf } of rules) if (dnf) adviseCondition(ruleset, dnf, cx);
    adviseShadowed(ruleset, rules, cx);
    if (ruleset === 'http-request' || ruleset === 'redirect') adviseLoop(p, rules, cx);
  }
  adviseDefaultBackend(p, lists, cx);
}

function rulesOf(p: ProxyView): ReadonlyMap<string, Rule[]> {
  const lists = new Map<string, Rule[]>();
  for (const keyword of KEYWORDS) {
    const lines = linesOf(p, keyword);
    if (lines.length > 0)
      lists.set(
        keyword,
        lines.map((d) => ruleOf(d, 1, p)),
      );
  }
  for (const keyword of TCP_KEYWORDS) {
    for (const d of linesOf(p, keyword)) {
      const kind = d.words[1]?.text ?? '';
      if (kind === 'inspect-delay') continue;
      const ruleset = `${keyword} ${kind}`;
      const list = lists.get(ruleset);
      const rule = ruleOf(d, 2, p);
      if (list) list.push(rule);
      else lists.set(ruleset, [rule]);
    }
  }
  return lists;
}

const KEYWORDS = ['http-request', 'http-response', 'use_backend', 'use-server', 'redirect'];
const TCP_KEYWORDS = ['tcp-request', 'tcp-response'];

/** @param from where the action stands among the words */
function ruleOf(d: Directive, from: number, p: ProxyView): Rule {
  const { words } = d;
  const at = conditionAt(words, from + 1);
  const dnf = at === words.length ? ALWAYS : dnfAt(p.conditions, words[at]!.span.from);
  return { d, action: words[from]?.text ?? '', dnf };
}

function adviseCondition(ruleset: string, dnf: Dnf, cx: Advice): void {
  if (dnf.length === 0 || dnf === ALWAYS) return;
  const what = `this '${ruleset}' rule`;
  const clash = contradiction(dnf[0]!);
  if (clash && dnf.every((atoms) => contradiction(atoms) !== null)) {
    const [a, b] = clash;
    cx.say(
      b.span,
      'condition-never-true',
      `${nameOf(a, cx)} and ${nameOf(b, cx)} cannot both be true, and side by side means "and": ${what} never applies.`,
      {
        hint: "write 'or' between them if either is enough",
      },
    );
    return;
  }
  const either = dnf.length < 2 ? null : tautology(dnf);
  if (either) {
    const [a, b] = either;
    cx.say(
      b.span,
      'condition-always-true',
      `${nameOf(a, cx)} or ${nameOf(b, cx)} is always true: ${what} applies to everything.`,
      {
        hint: `to except several things, write their negations side by side: 'if !a !b', or 'unless a or b'`,
      },
    );
  }
}

function nameOf(atom: Dnf[number][number], cx: Advice): string {
  const { span } = atom;
  const text = cx.files[span.file]?.text.slice(span.from, span.to) ?? '';
  return `'${atom.negated && !text.startsWith('!') ? '!' : ''}${text}'`;
}

function adviseShadowed(ruleset: string, rules: readonly Rule[], cx: Advice): void {
  if (rules.length < 2) return;
  const final = FINAL[ruleset];
  if (!final) return;
  // HAProxy itself warns of what stands behind an http rule without condition.
  const warned = ruleset.startsWith('http-');
  let caught: Caught<Rule> | null = null;
  for (const rule of rules) {
    const by: Rule | null = caught && rule.dnf && rule.dnf.length > 0 ? caught.catches(rule.dnf) : null;
    if (by && !(warned && by.dnf === ALWAYS)) {
      cx.say(
        rule.d.span,
        'rule-shadowed',
        `This rule is never reached: whatever it asks for, '${short(by.d)}' in front of it has caught already.`,
        {
          hint: 'put the narrower rule first, or remove it',
          ...(ruleset === 'use_backend' && sameTarget(rule, by)
            ? { fixes: [{ title: 'Remove the rule', edits: [removeEdit(rule.d, cx)] }] }
            : {}),
        },
      );
      continue;
    }
    if (!rule.dnf) continue;
    if (final.test(rule.action)) {
      caught ??= createCaught();
      caught.add(rule.dnf, rule);
    }
    // What is asked later may be something else by then.
    else if (ruleset !== 'use_backend') caught = null;
  }
}

function sameTarget(a: Rule, b: Rule): boolean {
  return a.d.words[1]?.text === b.d.words[1]?.text;
}

const SHOWN_CHARACTERS = 60;

function short(d: Directive): string {
  const text = d.words.map((w) => w.text).join(' ');
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function adviseLoop(p: ProxyView, rules: readonly Rule[], cx: Advice): void {
  if (!p.fe || !p.draft.binds.some((b) => b.ssl)) return;
  for (const { d, action, dnf } of rules) {
    const words = d.words.map((w) => w.text);
    const from = words[0] === 'redirect' ? 0 : 1;
    if (words[from] !== 'redirect' || words[from + 1] !== 'scheme' || words[from + 2] !== 'https') continue;
    void action;
    if (!dnf?.some((atoms) => atoms.every((a) => isTls(a)))) continue;
    const secure = p.draft.binds.find((b) => b.ssl)!;
    const edit = d.words[words.length - 1]!.span;
    cx.say(
      d.span,
      'redirect-loop',
      `Requests that came over TLS (bind ${addressText(secure, cx)}) are redirected to https again, and again: browsers give up with "too many redirects".`,
      {
        hint: "add 'unless { ssl_fc }'",
        ...(dnf === ALWAYS
          ? {
              fixes: [
                {
                  title: "Add 'unless { ssl_fc }'",
                  edits: [{ span: { ...edit, from: edit.to }, text: ' unless { ssl_fc }' }],
                },
              ],
            }
          : {}),
      },
    );
  }
}

function isTls(atom: Dnf[number][number]): boolean {
  const acl = atom.acls.length === 1 ? atom.acls[0]! : null;
  return acl?.config.criterion.fetch === 'ssl_fc' && acl.config.patterns.length === 0 && !atom.negated;
}

function addressText(bind: ProxyView['draft']['binds'][number], cx: Advice): string {
  const span = bind.addresses[0]?.span ?? bind.span;
  return cx.files[span.file]?.text.slice(span.from, span.to) ?? '';
}

function adviseDefaultBackend(p: ProxyView, lists: ReadonlyMap<string, Rule[]>, cx: Advice): void {
  const rules = lists.get('use_backend');
  if (!p.fe || !rules) return;
  const always = rules.find((r) => r.dnf?.some((atoms) => atoms.length === 0));
  const own = p.draft.settings.defaultBackend;
  if (always) {
    // A name made of a format may lead nowhere, and then the default holds.
    if (own && own.value !== always.action && !always.action.includes('%'))
      cx.say(
        own.span,
        'default-backend-unreachable',
        `'use_backend ${always.action}' has no condition, so nothing ever gets to the default backend.`,
        {
          hint: "give the 'use_backend' a condition, or remove one of the two",
        },
      );
    return;
  }
  if (p.draft.kind !== 'frontend' || p.draft.effective.defaultBackend || p.draft.effective.stats) return;
  if (rules.some((r) => r.dnf === null)) return;
  if (tautology(rules.flatMap((r) => r.dnf!))) return;
  // Who refuses or redirects by exception has thought of the rest.
  const catchesRest = ['http-request', 'redirect', 'tcp-request content', 'tcp-request connection'].some((ruleset) =>
    (lists.get(ruleset) ?? []).some(
      (r) =>
        FINAL[ruleset]!.test(r.action) &&
        r.action !== 'accept' &&
        r.action !== 'allow' &&
        (r.dnf === null ||
          r.dnf.some((atoms) =>
            atoms.every((a) => a.negated || a.acls.some((acl) => acl.config.criterion.fetch === 'wait_end')),
          )),
    ),
  );
  if (catchesRest) return;
  const http = p.draft.effective.mode === 'http';
  cx.say(
    nameSpan(p),
    'no-default-backend',
    `What none of the 'use_backend' conditions of ${called(p)} takes has nowhere to go: ${http ? 'clients get a 503' : 'the connection is closed'}.`,
    {
      hint: http
        ? "add 'default_backend', or say what happens: 'http-request return status 404'"
        : "add 'default_backend'",
    },
  );
}
