/** Directives of proxies that few configurations have: keep-alive probes, `declare`, `log-steps`, `guid` and the like. */

import type { Directive, Version } from '../config.ts';
import { PLACE, sectionKeywords } from '../keywords/names.ts';
import { parseTime } from '../time.ts';
import { conditionAt, readCondition } from './conditions.ts';
import { at, type Handler, ignoredHere, kindWord, type ProxyContext } from './context.ts';
import { claimGuid } from './guid.ts';

function keep(d: Directive, cx: ProxyContext): void {
  cx.draft.settings.other[d.words[0]!.text] = at(
    d.words.slice(1).map((w) => w.text),
    d.span,
  );
}

/** `clitcpka-cnt`, `srvtcpka-idle` and their kin: how TCP keep-alive probes. */
export const probes: Handler = (d, cx) => {
  const [keyword, value] = d.words as [Directive['words'][number], Directive['words'][number]?];
  const name = keyword.text;
  ignoredHere(d, name.startsWith('cli') ? 'frontend' : 'backend', name, cx);
  if (!value) return cx.report.error(keyword.span, 'missing-argument', `'${name}' wants an integer`);
  const fine = name.endsWith('-cnt') ? /^[+-]?\d+$/.test(value.text) : parseTime(value.text, 's').ok;
  if (!fine) return cx.report.error(value.span, 'bad-value', `'${name}' cannot be '${value.text}'`);
  keep(d, cx);
};

/** `declare capture request|response len <bytes>`. */
export const declare: Handler = (d, cx) => {
  const { report } = cx;
  const [head, what, side, len, bytes] = d.words;
  if (cx.isDefaults || !cx.fe)
    return report.error(d.span, 'not-here', "'declare' may stand in frontend and listen sections only");
  if (what?.text !== 'capture')
    return report.error((what ?? head!).span, 'bad-choice', "'declare' goes on with 'capture'");
  if (side?.text !== 'request' && side?.text !== 'response')
    return report.error((side ?? what).span, 'bad-choice', "'declare capture' goes on with 'request' or 'response'");
  if (len?.text !== 'len' || !bytes)
    return report.error((len ?? side).span, 'missing-argument', "'declare capture' wants 'len' and a number of bytes");
  if (!/^\d+$/.test(bytes.text) || Number(bytes.text) <= 0)
    return report.error(bytes.span, 'bad-number', 'the length of a capture must be greater than 0');
  if (side.text === 'request') cx.draft.effective.requestSlots++;
  else cx.draft.effective.responseSlots++;
  cx.draft.settings.captures.push({ what: side.text, name: '', lengthBytes: Number(bytes.text), span: d.span });
};

const STEPS = [
  'accept',
  'request',
  'connect',
  'response',
  'close',
  'quic-init',
  'http-req',
  'http-res',
  'http-after-res',
  'tcp-req-conn',
  'tcp-req-sess',
  'tcp-req-cont',
  'tcp-res-cont',
];

export const logSteps: Handler = (d, cx) => {
  if (ignoredHere(d, 'frontend', 'log-steps', cx)) return;
  const steps = d.words[1];
  const bad = steps?.text
    .replace(/,$/, '')
    .split(',')
    .find((s) => steps.text !== 'all' && !STEPS.includes(s));
  if (steps && bad !== undefined)
    return cx.report.error(steps.span, 'bad-choice', `'log-steps' does not know '${bad}'`, {
      hint: `all, or some of: ${STEPS.join(', ')}`,
    });
  keep(d, cx);
};

export const guid: Handler = (d, cx) => {
  const [head, value] = d.words;
  if (cx.isDefaults) return cx.report.error(d.span, 'not-in-defaults', "'guid' may not stand in a defaults section");
  if (!value) return cx.report.error(head!.span, 'missing-argument', "'guid' wants a name");
  const owner = `${kindWord(cx.draft)} '${cx.draft.name?.text ?? ''}'`;
  if (claimGuid(value, owner, cx)) keep(d, cx);
};

export const unpublished: Handler = (d, cx) => {
  if (cx.isDefaults || !cx.be)
    cx.report.error(d.span, 'not-here', "'be-unpublished' may stand in backend and listen sections only");
};

export const forceBeSwitch: Handler = (d, cx) => {
  const { report } = cx;
  if (cx.isDefaults || !cx.fe)
    return report.error(d.span, 'not-here', "'force-be-switch' may stand in frontend and listen sections only");
  if (!d.words[1] || conditionAt(d.words, 1) !== 1)
    return report.error(d.span, 'missing-condition', "'force-be-switch' wants 'if' or 'unless' and a condition");
  readCondition(d.words.slice(1), PLACE.useBackend, cx);
};

export const hashPreserveAffinity: Handler = (d, cx) => {
  const [head, value] = d.words;
  const names = ['always', 'maxconn', 'maxqueue'];
  if (!cx.be)
    return cx.report.error(
      d.span,
      'not-here',
      `'hash-preserve-affinity' has no meaning in ${kindWord(cx.draft)} sections`,
    );
  if (!value || !names.includes(value.text))
    return cx.report.error((value ?? head!).span, 'bad-choice', "'hash-preserve-affinity' wants to know when", {
      hint: `one of: ${names.join(', ')}`,
    });
  keep(d, cx);
};

const CRT_WORDS = [
  'crt',
  'key',
  'ocsp',
  'issuer',
  'sctl',
  'ocsp-update',
  'alias',
  'acme',
  'domains',
  'id',
  'generate-dummy',
];

/** `ssl-f-use crt <file> …`: a certificate of the section, with its options. */
export const sslUse: Handler = (d, cx) => {
  const { report } = cx;
  const options = crtListOptions(cx.version);
  let file: Directive['words'][number] | undefined;
  for (let i = 1; i < d.words.length; i++) {
    const word = d.words[i]!;
    const count = options.get(word.text) ?? (CRT_WORDS.includes(word.text) ? 1 : undefined);
    if (count === undefined)
      return report.error(word.span, 'unknown-argument', `'ssl-f-use' does not know '${word.text}'`);
    const value = d.words[i + 1];
    if (count > 0 && !value)
      return report.error(word.span, 'missing-argument', `'${word.text}' wants a value behind it`);
    if (word.text === 'crt') file = value;
    i += count;
  }
  if (!file) return report.error(d.span, 'missing-certificate', "'ssl-f-use' wants 'crt <file>'");
  report.environment(file.span, 'file-needed', `HAProxy will need the file '${file.text}'`);
};

/** Options that take nothing behind them. */
const ALONE: ReadonlySet<string> = new Set(['allow-0rtt', 'no-alpn', 'no-ca-names']);

function crtListOptions(version: Version): ReadonlyMap<string, number> {
  return new Map([...sectionKeywords('crt-list', version)].map((name) => [name, ALONE.has(name) ? 0 : 1]));
}
