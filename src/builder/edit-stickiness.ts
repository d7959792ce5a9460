/** Keeping clients on their server: one way at a time, the others taken back. */
import type { Config, Directive, Section } from '../../simulator/language/haproxy/config.ts';
import type { NewStickiness } from './change.ts';
import { balanceOf, setBalance } from './edit-balance.ts';
import { done, type Outcome, refuse, together } from './outcome.ts';
import { anchorFor, indentFor, isKeyword, isProxy, modeOf, titleOf, wordOf } from './sections.ts';
import { decidingOption, lockOf, optionsOf, serversOf } from './server-line.ts';
import { isCookie, isStickOnSrc, isStickRule, isStickTable, stickinessOf } from './stickiness.ts';
import { appendWords, insertLineAfter, removeLine, removeWords, replaceWords } from './text.ts';

const COOKIE_NAME = 'SRV';
const TABLE_SIZE = '100k';
/** Long enough that a client which comes back after a pause finds its server again. */
const TABLE_EXPIRE = '30m';

/** Makes it so: what is there already in that form is changed in place. */
export function setStickiness(config: Config, index: number, wanted: NewStickiness): Outcome {
  const section = config.sections[index];
  if (!section || section.kind === 'frontend')
    return refuse('no-servers-here', 'A frontend has no servers to stick to.');
  const balance = balanceOf(config, section);
  const current = stickinessOf(config, section, balance.value.algorithm, balance.span);
  if (current.kind === 'other') {
    const message = `The rule '${current.summary}' is one that the panel does not know; change it in the text.`;
    return refuse('stickiness-unknown', message, current.span);
  }
  if (current.kind === 'cookie' && current.from === 'defaults' && wanted.kind !== 'cookie') {
    const message =
      'The cookie comes from the defaults section, and HAProxy has no way to take it back; change it there.';
    return refuse('cookie-inherited', message, current.span);
  }
  const steps = [
    wanted.kind === 'cookie' ? setCookie(config, section, wanted) : removeCookie(config, section),
    wanted.kind === 'stick-src' ? setTable(config, section, wanted) : removeTable(config, section),
  ];
  if (wanted.kind === 'source') steps.push(setBalance(config, index, 'source'));
  else if (current.kind === 'source') steps.push(setBalance(config, index, 'roundrobin'));
  return together(steps);
}

function setCookie(config: Config, section: Section, wanted: NewStickiness & { readonly kind: 'cookie' }): Outcome {
  const mode = modeOf(config, section);
  if (mode.value !== 'http') {
    return refuse(
      'cookie-needs-http',
      `${titleOf(section)} is in mode ${mode.value}: cookies exist in HTTP only.`,
      mode.span,
    );
  }
  const own = section.directives.findLast(isCookie);
  const name = wanted.name ?? (own ? wordOf(own, 1) : COOKIE_NAME);
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
    return refuse('cookie-name', 'A cookie name has letters, digits and _ . - only.');
  }
  const values = cookieValues(config, section);
  if ('refused' in values) return values;
  if (own) return together([done([wordOf(own, 1) === name ? null : replaceWords(own.words, 1, 2, name)]), values]);
  const line = `${indentFor(config, section)}cookie ${name} insert indirect nocache`;
  return together([done([insertLineAfter(config, anchorFor(section, 'mode', 'balance').span, line)]), values]);
}

/** Each server that has no value gets its own name as one. */
function cookieValues(config: Config, section: Section): Outcome {
  const without = serversOf(section).filter(({ line }) => !decidingOption(config, section, line, ['cookie']));
  const locked = without.find(({ directive }) => lockOf(directive) !== null);
  if (locked) return refuse('server-locked', lockOf(locked.directive) ?? '', locked.directive.span);
  return done(without.map(({ directive }) => appendWords(directive, `cookie ${wordOf(directive, 1)}`)));
}

function removeCookie(config: Config, section: Section): Outcome {
  const own = section.directives.filter(isCookie);
  if (own.length === 0) return done([]);
  const servers = serversOf(section).filter(({ directive }) => lockOf(directive) === null);
  return done([
    ...own.map((d) => removeLine(config, d)),
    ...servers.flatMap(({ directive }) =>
      optionsOf(directive)
        .filter(({ name }) => name === 'cookie')
        .map(({ index, end }) => removeWords(directive, index, end)),
    ),
  ]);
}

function setTable(config: Config, section: Section, wanted: NewStickiness & { readonly kind: 'stick-src' }): Outcome {
  const size = wanted.size ?? TABLE_SIZE;
  const expire = wanted.expire ?? TABLE_EXPIRE;
  if (!/^[1-9]\d*[kmg]?$/i.test(size))
    return refuse('table-size', 'A size is a number of entries, such as 500 or 100k.');
  if (!/^[1-9]\d*(us|ms|s|m|h|d)?$/.test(expire))
    return refuse('table-expire', 'A time is a number with a unit, such as 30m or 8h.');
  const indent = indentFor(config, section);
  const rule = section.directives.find(isStickRule);
  const table = section.directives.find(isStickTable);
  const anchor = anchorFor(section, 'mode', 'balance').span;
  const ruleLine = `${indent}stick on src`;
  if (!table) {
    // A rule that uses another section's table says all that is needed.
    if (rule && !isStickOnSrc(rule)) return done([]);
    const tableLine = `${indent}stick-table type ip size ${size} expire ${expire}`;
    return done([insertLineAfter(config, anchor, tableLine), rule ? null : insertLineAfter(config, anchor, ruleLine)]);
  }
  const type = tableType(table);
  if (type !== 'ip' && type !== 'ipv6') {
    return refuse(
      'table-type',
      `The section's stick table holds type ${type}, not addresses; change it in the text.`,
      table.span,
    );
  }
  return done([
    ...(wanted.size === undefined ? [] : [setTableValue(table, 'size', size)]),
    ...(wanted.expire === undefined ? [] : [setTableValue(table, 'expire', expire)]),
    rule ? null : insertLineAfter(config, table.span, ruleLine),
  ]);
}

const tableType = (table: Directive) =>
  table.words[table.words.findIndex(({ text }) => text === 'type') + 1]?.text ?? '';

function setTableValue(table: Directive, name: 'size' | 'expire', value: string) {
  const at = table.words.findIndex(({ text }, index) => index > 0 && text === name);
  if (at < 0) return appendWords(table, `${name} ${value}`);
  return wordOf(table, at + 1) === value ? null : replaceWords(table.words, at + 1, at + 2, value);
}

function removeTable(config: Config, section: Section): Outcome {
  const rules = section.directives.filter(isStickRule);
  if (rules.length === 0) return done([]);
  const table = section.directives.find(isStickTable);
  const removable = table && !isTableUsed(config, section, rules);
  return done([...rules, ...(removable ? [table] : [])].map((d) => removeLine(config, d)));
}

/** Whether anything but these rules may use the section's table: counters, other sections, peers. When in doubt, yes. */
function isTableUsed(config: Config, section: Section, rules: readonly Directive[]): boolean {
  const name = section.name?.text ?? '';
  return config.sections.filter(isProxy).some((other) =>
    other.directives.some((directive) => {
      if (rules.includes(directive) || isKeyword('server')(directive)) return false;
      if (isStickTable(directive)) return other === section && directive.words.some(({ text }) => text === 'store');
      const texts = directive.words.map(({ text }) => text);
      const counts = texts.some((text) => /track-sc|sc\d?_|src_|table_|in_table/.test(text));
      const names = texts.some(
        (text, at) =>
          text.includes(`(${name}`) || text.includes(`,${name})`) || (texts[at - 1] === 'table' && text === name),
      );
      return names || (counts && other === section);
    }),
  );
}
