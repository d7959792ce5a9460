/** One vrrp_instance block to its typed form. */
import type { At } from '../haproxy/config.ts';
import type { TrackedScript, VrrpInstance } from './config.ts';
import { ADDRESS_OPTIONS, AUTHENTICATION, VRRP_INSTANCE } from './keywords.ts';
import { blockName, knownLine } from './lines.ts';
import type { Line, Word } from './reader.ts';
import { argument, familyOf, integerWord, type Report, secondsWord, virtualAddress } from './values.ts';

type Draft = { -readonly [K in keyof VrrpInstance]: VrrpInstance[K] } & {
  virtualAddresses: At<string>[];
  unicastPeers: At<string>[];
  tracked: TrackedScript[];
  notifies: VrrpInstance['notifies'][number][];
};

/** Linux's IFNAMSIZ without the terminating NUL. */
const INTERFACE_NAME_MAX = 15;
const AUTH_PASS_MAX = 8;

/** undefined when it has no name; keepalived then skips it. */
export function lowerInstance(block: Line, report: Report): VrrpInstance | undefined {
  const name = blockName(block, report);
  if (!name) return undefined;
  const extra = block.words[2];
  if (extra) {
    report(
      extra.span,
      'extra-word',
      'vrrp_instance has one name; with more words keepalived says that it must have a name.',
    );
    return undefined;
  }
  const draft: Draft = {
    name,
    virtualAddresses: [],
    unicastPeers: [],
    tracked: [],
    notifies: [],
    span: block.span,
  };
  for (const line of block.block?.lines ?? []) {
    if (!knownLine(line, VRRP_INSTANCE, 'in vrrp_instance', report)) continue;
    const keyword = line.words[0]?.text ?? '';
    const word = argument(line);
    if (line.block) readBlock(draft, keyword, line, report);
    else if (keyword === 'nopreempt') draft.nopreempt = { value: true, span: line.span };
    else if (keyword.startsWith('notify')) draft.notifies.push(line.span);
    else if (word) readValue(draft, keyword, word, report);
  }
  return draft;
}

function readValue(draft: Draft, keyword: string, word: Word, report: Report): void {
  switch (keyword) {
    case 'state':
      if (word.text === 'MASTER' || word.text === 'BACKUP') draft.state = { value: word.text, span: word.span };
      else report(word.span, 'unknown-state', `'${word.text}' is no state: MASTER or BACKUP, in capitals.`);
      break;
    case 'interface':
      if (word.text.length > INTERFACE_NAME_MAX) {
        report(word.span, 'interface-name', `An interface name has at most ${INTERFACE_NAME_MAX} characters.`);
      } else if (word.text === 'lo') {
        report(
          word.span,
          'interface-loopback',
          'keepalived refuses the loopback interface: adverts must leave the machine.',
        );
      } else draft.interface = { value: word.text, span: word.span };
      break;
    case 'virtual_router_id':
      set(draft, 'virtualRouterId', integerWord(word, 1, 255, 'The virtual router identifier', report));
      break;
    case 'priority':
      set(draft, 'priority', integerWord(word, 1, 255, 'The priority', report));
      break;
    case 'advert_int':
      set(draft, 'advertIntervalS', secondsWord(word, 0.01, 255, 'advert_int', report));
      break;
    case 'preempt_delay':
      set(draft, 'preemptDelayS', secondsWord(word, 0, 1000, 'preempt_delay', report));
      break;
    case 'version':
      set(draft, 'version', integerWord(word, 2, 3, 'The VRRP version', report) as At<2 | 3> | undefined);
      break;
    case 'unicast_src_ip':
      set(draft, 'unicastSource', address(word, report));
      break;
  }
}

function set<K extends keyof Draft>(draft: Draft, key: K, value: Draft[K] | undefined): void {
  if (value !== undefined) draft[key] = value;
}

/** keepalived cuts off a prefix length or a range here, without a word. */
function address(word: Word, report: Report): At<string> | undefined {
  const host = word.text.replace(word.text.includes('-') ? /-.*/ : /\/.*/, '');
  if (familyOf(host) !== null) return { value: host, span: word.span };
  report(word.span, 'address-malformed', `'${word.text}' is not an IPv4 or IPv6 address; keepalived skips it.`);
  return undefined;
}

function readBlock(draft: Draft, keyword: string, block: Line, report: Report): void {
  for (const line of block.block?.lines ?? []) {
    const word = line.words[0];
    if (!word) continue;
    if (keyword === 'authentication') readAuthentication(draft, line, report);
    else if (keyword === 'track_script') readTracked(draft, line, report);
    else if (keyword === 'unicast_peer') {
      const peer = address(word, report);
      if (peer) draft.unicastPeers.push(peer);
      readPeerOptions(line.words.slice(1), report);
    } else if (keyword === 'virtual_ipaddress') {
      if (virtualAddress(word, report)) draft.virtualAddresses.push({ value: word.text, span: word.span });
      readAddressOptions(line.words.slice(1), report);
    }
  }
  if (keyword === 'unicast_peer' && draft.unicastPeers.length === 0) {
    const message = `(${draft.name.value}) No unicast peer: keepalived falls back to multicast and fails its test.`;
    report(block.span, 'no-unicast-peer', message);
  }
}

function readPeerOptions(words: readonly Word[], report: Report): void {
  for (let index = 0; index < words.length; index += 2) {
    const [option, value] = words.slice(index, index + 2);
    if (!option) return;
    if (!value) {
      const message = `One peer a line: keepalived takes '${option.text}' for an option (min_ttl, max_ttl) and misses its value.`;
      report(option.span, 'one-peer-a-line', message);
    } else if (!integerWord(value, 0, 255, 'A time to live', report)) {
      return;
    } else if (option.text !== 'min_ttl' && option.text !== 'max_ttl') {
      report(option.span, 'unknown-option', `keepalived knows no option '${option.text}' of a unicast peer.`);
      return;
    }
  }
}

function readAddressOptions(words: readonly Word[], report: Report): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (!word) continue;
    const arity = Object.hasOwn(ADDRESS_OPTIONS, word.text) ? ADDRESS_OPTIONS[word.text] : undefined;
    if (arity === undefined) {
      report(word.span, 'unknown-option', `keepalived knows no option '${word.text}' of an address; it ignores it.`);
      continue;
    }
    index += arity;
    const value = words[index];
    if (word.text === 'dev' && value) {
      const message = `keepalived refuses the configuration on a machine without the interface ${value.text}.`;
      report(value.span, 'needs-interface', message, { severity: 'environment' });
    }
  }
}

function readAuthentication(draft: Draft, line: Line, report: Report): void {
  if (!knownLine(line, AUTHENTICATION, 'in authentication', report)) return;
  const word = argument(line);
  if (!word) return;
  if (line.words[0]?.text === 'auth_pass') {
    if (word.text.length > AUTH_PASS_MAX) {
      const cut = word.text.slice(0, AUTH_PASS_MAX);
      report(
        word.span,
        'auth-pass-truncated',
        `The password is longer than the ${AUTH_PASS_MAX} characters that VRRP carries: keepalived uses '${cut}', and its configuration test fails.`,
        {
          hint: `Use at most ${AUTH_PASS_MAX} characters.`,
        },
      );
    }
    draft.authPass = { value: word.text, span: word.span };
  } else if (word.text === 'PASS' || word.text === 'AH') {
    draft.authType = { value: word.text, span: word.span };
  } else {
    report(word.span, 'auth-type', `'${word.text}' is no authentication type: PASS or AH, in capitals.`);
  }
}

function readTracked(draft: Draft, line: Line, report: Report): void {
  const [name, option, value] = line.words;
  if (!name) return;
  const at = { value: name.text, span: name.span };
  if (draft.tracked.some((tracked) => tracked.name.value === name.text)) {
    report(name.span, 'tracked-twice', `${name.text} is tracked already; keepalived ignores the second time.`);
    return;
  }
  if (!option) {
    draft.tracked.push({ name: at });
  } else if (option.text !== 'weight') {
    report(option.span, 'unknown-option', `keepalived knows no option '${option.text}' of a tracked script.`);
  } else if (!value) {
    report(option.span, 'missing-weight', 'weight needs a number here; keepalived ignores the line.');
  } else {
    const weight = integerWord(value, -253, 253, 'A weight', report);
    draft.tracked.push(weight ? { name: at, weight } : { name: at });
  }
}
