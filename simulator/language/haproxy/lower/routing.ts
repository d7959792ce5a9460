/** Where requests go: `acl`, `use_backend`, `default_backend`, `use-server`, `force-persist`, `ignore-persist`, `monitor fail`. */
import { parseAcl } from '../acl.ts';
import type { Condition, Directive, Word } from '../config.ts';
import { parseFormat } from '../format.ts';
import { PLACE } from '../keywords/names.ts';
import { badNameCharacter } from '../words.ts';
import { placesOf, readCondition } from './conditions.ts';
import {
  after,
  at,
  type Handler,
  ignoredHere,
  missing,
  notInAnonymousDefaults,
  notInDefaults,
  type ProxyContext,
  reportExpression,
  tooMany,
} from './context.ts';
import { warnMisplaced } from './http-rules.ts';

export const acl: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (notInAnonymousDefaults(d, 'acl', cx)) return;
  const name = d.words[1];
  if (!name) return report.error(after(d), 'missing-argument', "'acl' wants a name and a criterion");
  const bad = badNameCharacter(name.text);
  if (bad !== null)
    return report.error(name.span, 'bad-name', `'${bad}' may not stand in an ACL's name`, {
      hint: 'letters, digits, and . : _ -',
    });
  if (name.text.toLowerCase() === 'or')
    return report.error(
      name.span,
      'bad-name',
      `an ACL named '${name.text}' could never be used: 'or' stands between conditions`,
    );
  const read = parseAcl(d.words, name, cx, 2);
  if (!read.ok) return reportExpression(read.error, `ACL '${name.text}': `, cx);
  const value = read.value;
  for (const w of value.warnings) report.warning(w.span, w.code, w.message, { hint: w.hint });
  for (const f of value.files) report.environment(f.span, 'file-needed', `HAProxy will need the file '${f.path}'`);
  for (const n of value.names)
    report.environment(n.span, 'name-to-resolve', `HAProxy will look up '${n.text}' when it starts`);
  for (const reference of value.references)
    draft.lateReferences.push({ kind: 'acl-argument', name: reference.name, span: reference.span, reference });
  const lines = draft.acls.get(name.text);
  if (lines) lines.push(value);
  else draft.acls.set(name.text, [value]);
  draft.settings.acls.push(value.config);
};

export const useBackend: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (notInDefaults(d, 'use_backend', cx)) return;
  ignoredHere(d, 'frontend', 'use_backend', cx);
  const name = d.words[1];
  if (!name) return missing(d, "'use_backend' wants a backend's name", cx);
  const rest = d.words[2];
  let condition: Condition | null = null;
  if (rest && rest.text !== 'if' && rest.text !== 'unless') {
    return report.error(
      rest.span,
      'unexpected-argument',
      `'use_backend' goes on with 'if' or 'unless', not with '${rest.text}'`,
    );
  }
  if (rest) {
    condition = readCondition(d.words, PLACE.useBackend, cx, false, true, 2);
    if (!condition) return;
  }
  draft.seen.add('use_backend');
  draft.settings.useBackends.push({ backend: at(name.text, name.span), condition, span: d.span });
  draft.lateReferences.push({ kind: 'use_backend', name: name.text, span: name.span });
};

/** A name with `%` in it is a format, chosen while HAProxy runs. */
export function isDynamicName(name: Word, http: boolean, places: number, cx: ProxyContext): boolean | 'error' {
  if (!name.text.includes('%')) return false;
  const read = parseFormat(name, { places, dialect: cx, http });
  if (!read.ok) return 'error';
  return read.value.format.parts.some((p) => p.type !== 'text');
}

export const defaultBackend: Handler = (d, cx) => {
  ignoredHere(d, 'frontend', 'default_backend', cx);
  const name = d.words[1];
  if (!name) return missing(d, "'default_backend' wants a backend's name", cx);
  cx.draft.effective.defaultBackend = name;
  cx.draft.settings.defaultBackend = at(name.text, name.span);
  tooMany(d, 1, cx);
};

export const useServer: Handler = (d, cx) => {
  const { draft } = cx;
  if (notInDefaults(d, 'use-server', cx)) return;
  ignoredHere(d, 'backend', 'use-server', cx);
  const name = d.words[1];
  if (!name) return missing(d, "'use-server' wants a server's name", cx);
  const condition = needCondition(d, 2, PLACE.useServer, 'use-server', cx);
  if (!condition) return;
  draft.seen.add('use-server');
  draft.lateReferences.push({ kind: 'use-server', name: name.text, span: name.span });
  const rule = { server: at(name.text, name.span), condition, span: d.span };
  draft.settings.useServers = [...(draft.settings.useServers ?? []), rule];
};

function needCondition(
  d: Directive,
  from: number,
  places: number,
  what: string,
  cx: ProxyContext,
  late = true,
): Condition | null {
  const rest = d.words[from];
  if (!rest || (rest.text !== 'if' && rest.text !== 'unless')) {
    cx.report.error(
      (rest ?? d.words[from - 1]!).span,
      'missing-condition',
      `'${what}' wants 'if' or 'unless' and a condition`,
    );
    return null;
  }
  return readCondition(d.words, places, cx, false, late, from);
}

export const persistRule: Handler = (d, cx) => {
  const keyword = d.words[0]!.text;
  if (notInDefaults(d, keyword, cx)) return;
  ignoredHere(d, 'backend', keyword, cx);
  const condition = needCondition(d, 1, PLACE.backendContent, keyword, cx, false);
  if (!condition) return;
  const kind = keyword === 'force-persist' ? 'force' : 'ignore';
  const { settings } = cx.draft;
  settings.persistRules = [...(settings.persistRules ?? []), { kind, condition, span: d.span }];
};

export const monitor: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (notInDefaults(d, 'monitor', cx)) return;
  ignoredHere(d, 'frontend', 'monitor', cx);
  const what = d.words[1];
  if (what?.text !== 'fail')
    return report.error((what ?? d.words[0]!).span, 'bad-choice', "'monitor' goes on with 'fail'");
  const rest = d.words[2];
  if (!rest || (rest.text !== 'if' && rest.text !== 'unless')) {
    return report.error(
      (rest ?? what).span,
      'missing-condition',
      "'monitor fail' wants 'if' or 'unless' and a condition",
    );
  }
  warnMisplaced(d, 'monitor fail', cx);
  const condition = readCondition(d.words.slice(2), 0, cx, false, false);
  if (condition === null) return;
  draft.seen.add('monitor fail');
  draft.settings.monitorFails = [...(draft.settings.monitorFails ?? []), condition];
};

export { placesOf };
