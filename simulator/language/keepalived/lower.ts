/** Tree to Config: each block's lines one by one. Unknown words, missing words and values out of range are reported here. */
import type { At } from '../haproxy/config.ts';
import type { KeepalivedConfig, KeepalivedGlobal, SyncGroup, VrrpInstance, VrrpScript } from './config.ts';
import { GLOBAL_DEFS, ROOT, SYNC_GROUP, VRRP_SCRIPT } from './keywords.ts';
import { blockName, knownLine } from './lines.ts';
import { lowerInstance } from './lower-instance.ts';
import type { Line } from './reader.ts';
import { argument, integerWord, type Report, stringAt } from './values.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Never throws. */
export function lowerKeepalived(lines: readonly Line[], report: Report): KeepalivedConfig {
  const global: Mutable<KeepalivedGlobal> = {};
  const scripts: VrrpScript[] = [];
  const instances: VrrpInstance[] = [];
  const syncGroups: SyncGroup[] = [];
  for (const line of lines) {
    const keyword = line.words[0]?.text ?? '';
    if (knownLine(line, ROOT, 'outside every block', report)) {
      if (keyword === 'global_defs') lowerGlobal(line, global, report);
      else if (keyword === 'vrrp_script') push(scripts, lowerScript(line, report));
      else if (keyword === 'vrrp_instance') push(instances, lowerInstance(line, report));
      else if (keyword === 'vrrp_sync_group') push(syncGroups, lowerSyncGroup(line, report));
    }
  }
  return { global, scripts, instances, syncGroups };
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}

function lowerGlobal(block: Line, global: Mutable<KeepalivedGlobal>, report: Report): void {
  for (const line of block.block?.lines ?? []) {
    const keyword = line.words[0]?.text;
    if (!knownLine(line, GLOBAL_DEFS, 'in global_defs', report)) continue;
    const value = stringAt(line);
    if ((keyword === 'router_id' || keyword === 'script_user') && !value) {
      report(line.span, 'missing-name', `'${keyword}' needs a name; keepalived ignores the line.`);
    } else if (keyword === 'router_id' && value) global.routerId = value;
    else if (keyword === 'script_user' && value) {
      global.scriptUser = value;
      const group = line.words[2];
      if (group) global.scriptGroup = { value: group.text, span: group.span };
    } else if (keyword === 'enable_script_security') global.scriptSecurity = { value: true, span: line.span };
    else if (keyword === 'vrrp_strict') global.strict = { value: true, span: line.span };
    else if (keyword === 'vrrp_version') {
      const word = argument(line);
      const version = word && integerWord(word, 2, 3, 'The VRRP version', report);
      if (version) global.vrrpVersion = version as At<2 | 3>;
    }
  }
}

/** Limits of 2.2.7: an interval is kept in microseconds in 32 bits. */
const INTERVAL_MAX_S = 4294;
const INT_MAX = 2 ** 31 - 1;

function lowerScript(block: Line, report: Report): VrrpScript | undefined {
  const name = blockName(block, report);
  if (!name) return undefined;
  const script: Mutable<VrrpScript> = { name, span: block.span };
  for (const line of block.block?.lines ?? []) {
    const keyword = line.words[0]?.text;
    const word = argument(line);
    if (!knownLine(line, VRRP_SCRIPT, 'in vrrp_script', report)) continue;
    if (keyword === 'script') {
      const last = line.words.at(-1);
      const text = line.words
        .slice(1)
        .map((w) => w.text)
        .join(' ');
      if (word && last && text !== '') script.script = { value: text, span: { ...word.span, to: last.span.to } };
    } else if (word) {
      readScriptValue(script, keyword ?? '', line, report);
    }
  }
  if (!script.script) {
    report(block.span, 'no-script', `vrrp_script ${name.value} has no script; keepalived removes it.`);
  }
  return script;
}

function readScriptValue(script: Mutable<VrrpScript>, keyword: string, line: Line, report: Report): void {
  const word = argument(line);
  if (!word) return;
  if (keyword === 'user') script.user = { value: word.text, span: word.span };
  else if (keyword === 'interval')
    setIfRead(script, 'intervalS', integerWord(word, 1, INTERVAL_MAX_S, 'The interval in seconds', report));
  else if (keyword === 'timeout')
    setIfRead(script, 'timeoutS', integerWord(word, 1, INTERVAL_MAX_S, 'The timeout in seconds', report));
  else if (keyword === 'fall') setIfRead(script, 'fall', integerWord(word, 1, INT_MAX, 'fall', report));
  else if (keyword === 'rise') setIfRead(script, 'rise', integerWord(word, 1, INT_MAX, 'rise', report));
  else if (keyword === 'weight') {
    setIfRead(script, 'weight', integerWord(word, -253, 253, 'A weight', report));
    const option = line.words[2];
    if (option && option.text !== 'reverse') {
      report(option.span, 'unknown-option', `keepalived knows no weight option '${option.text}'.`);
    }
  }
}

function setIfRead<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) target[key] = value;
}

function lowerSyncGroup(block: Line, report: Report): SyncGroup | undefined {
  const name = blockName(block, report);
  if (!name) return undefined;
  const members: At<string>[] = [];
  for (const line of block.block?.lines ?? []) {
    if (!knownLine(line, SYNC_GROUP, 'in vrrp_sync_group', report) || line.words[0]?.text !== 'group') continue;
    for (const member of line.block?.lines ?? []) {
      for (const word of member.words) members.push({ value: word.text, span: word.span });
    }
  }
  return { name, members, span: block.span };
}
