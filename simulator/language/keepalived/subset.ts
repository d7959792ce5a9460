/**
 * What the export form cannot say. A pair of files is within the form when each has one vrrp_instance, at most one
 * vrrp_script, and no keyword that the form has no field for; reading it back then loses nothing but comments.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { type Line, readKeepalived } from './reader.ts';
import { reporter } from './values.ts';

const IN_FORM: Readonly<Record<string, readonly string[]>> = {
  global_defs: ['router_id', 'enable_script_security', 'script_user', 'vrrp_version'],
  vrrp_script: ['script', 'interval', 'fall', 'rise', 'weight'],
  vrrp_instance: [
    'state',
    'interface',
    'virtual_router_id',
    'priority',
    'advert_int',
    'nopreempt',
    'unicast_src_ip',
    'unicast_peer',
    'authentication',
    'virtual_ipaddress',
    'track_script',
  ],
};

/** One entry for each line that the form has no field for; empty when the file is within it. */
export function outsideForm(text: string, file = 0): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = reporter(diagnostics);
  const outside = (line: Line, why: string) =>
    report(line.span, 'outside-form', `The form has no field for this: ${why}.`, { severity: 'advice' });
  const seen = new Set<string>();
  for (const line of readKeepalived(text, file).lines) {
    const keyword = line.words[0]?.text ?? '{';
    const known = Object.hasOwn(IN_FORM, keyword) ? IN_FORM[keyword] : undefined;
    if (!known) outside(line, `'${keyword}'`);
    else if (seen.has(keyword)) outside(line, `a second ${keyword}`);
    else for (const inner of line.block?.lines ?? []) checkInner(inner, keyword, known, outside);
    seen.add(keyword);
  }
  return diagnostics;
}

function checkInner(
  line: Line,
  block: string,
  known: readonly string[],
  outside: (line: Line, why: string) => void,
): void {
  const keyword = line.words[0]?.text ?? '{';
  const entries = line.block?.lines ?? [];
  if (!known.includes(keyword)) {
    outside(line, `'${keyword}' in ${block}`);
  } else if (keyword === 'weight' && line.words.length > 2) {
    outside(line, 'a reversed weight');
  } else if (keyword === 'virtual_ipaddress' || keyword === 'unicast_peer' || keyword === 'track_script') {
    for (const [index, entry] of entries.entries()) {
      if (index > 0) outside(entry, `more than one entry in ${keyword}`);
      else if (entry.words.length > 1) outside(entry, `options in ${keyword}`);
    }
  } else if (keyword === 'authentication') {
    const type = entries.find((entry) => entry.words[0]?.text === 'auth_type');
    if (type?.words[1]?.text === 'AH') outside(type, "auth_type 'AH'");
  }
}
