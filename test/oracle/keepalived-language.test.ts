import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyseKeepalived } from '../../simulator/language/keepalived/analyse.ts';
import { dependsOnMachine, type Verdicts } from '../export/machine.ts';
import { keepalivedCheck } from '../support/keepalived-check.ts';
import { describeWith } from '../support/programs.ts';

const isRoot = process.getuid?.() === 0;
const reason = !isRoot
  ? ' (keepalived -t needs root)'
  : !existsSync('/sys/class/net/eth0')
    ? ' (no interface eth0)'
    : '';
const PROGRAMS = ['/usr/bin/pgrep', '/usr/bin/killall', '/usr/bin/curl', '/bin/sh', '/bin/true'];
const present = PROGRAMS.filter((path) => existsSync(path));

const BASE = `global_defs {
    router_id lb1
    enable_script_security
    script_user root
    vrrp_version 2
}
vrrp_script chk {
    script "/bin/sh x"
    interval 2
    timeout 3
    weight -20
    fall 3
    rise 2
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 101
    advert_int 1
    unicast_src_ip 10.0.0.1
    unicast_peer {
        10.0.0.2
    }
    authentication {
        auth_type PASS
        auth_pass s3cr3t
    }
    virtual_ipaddress {
        10.0.0.100/24
        10.0.0.101/24
    }
    track_script {
        chk
    }
}
`;

const WORDS = [
  ...['0', '1', '2', '3', '255', '256', '-1', '0.5', '300', 'abc', 'MASTER', 'BACKUP', '10.0.0.9', '::1'],
  ...['2001:db8::9/64', 'nopreempt', '"', '{', '}', '#', '!', 'preempt_delay 3', 'vrrp_strict', 'priority'],
  ...['state MASTER', 'nosuchthing', 'chk', 'VI_1', 'lo', 'PASS', 'auth_pass abcdefghij', '10.0.0.100/24'],
];
const CHARACTERS = ['{', '}', '"', '#', '!', ' ', 'x', '9', '\t', '\\'];

/** The generator's state is its only source of chance: the printed seed gives the same texts again. */
function mutator(seed: number) {
  let state = seed >>> 0 || 1;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const edits: ((lines: string[], at: number) => void)[] = [
    (lines, at) => lines.splice(at, 1),
    (lines, at) => lines.splice(at, 0, lines[at] ?? ''),
    (lines, at) => lines.splice(at, 0, ...lines.splice(below(lines.length), 1)),
    (lines, at) => lines.splice(at, 1, (lines[at] ?? '').replace(/\S*$/, pick(WORDS))),
    (lines, at) => lines.splice(at, 0, `    ${pick(WORDS)}`),
    (lines, at) => lines.splice(at, 1, cut(lines[at] ?? '', below(40), '')),
    (lines, at) => lines.splice(at, 1, cut(lines[at] ?? '', below(40), pick(CHARACTERS))),
    (lines, at) => lines.splice(at, 1, `${lines[at] ?? ''} ${pick(WORDS)}`),
  ];
  return () => {
    const lines = BASE.split('\n');
    for (let count = 1 + below(3); count > 0; count--) pick(edits)(lines, below(lines.length));
    return lines.join('\n');
  };
}

const cut = (line: string, at: number, instead: string) => line.slice(0, at) + instead + line.slice(at + 1);

describeWith('keepalived', 'Drydock and keepalived -t', () => {
  describe.skipIf(reason !== '')(`on the same texts${reason}`, () => {
    test('recorded texts, asked again', () => {
      const { cases } = JSON.parse(
        readFileSync(new URL('../export/fixtures/keepalived-verdicts.json', import.meta.url), 'utf8'),
      ) as Verdicts;
      const differences: string[] = [];
      let asked = 0;
      for (const { title, conf } of cases) {
        const ours = analyseKeepalived(conf);
        if (dependsOnMachine(conf, ours.diagnostics, present)) continue;
        asked++;
        const { status, output } = keepalivedCheck(conf);
        // null: 2.2.7 crashed, on an open quote.
        const same = status === null ? ours.exitStatus !== 0 : status === ours.exitStatus;
        if (!same) differences.push(`${title}: ${status} against ${ours.exitStatus}\n${output}`);
      }
      expect(differences).toEqual([]);
      expect(asked).toBeGreaterThan(200);
    });

    test('texts changed at random: the same verdict', () => {
      const seed = Number(process.env.DRYDOCK_SEED ?? 20240611);
      const next = mutator(seed);
      const differences: string[] = [];
      let asked = 0;
      for (let count = 0; count < 250; count++) {
        const conf = next();
        const ours = analyseKeepalived(conf);
        const real = keepalivedCheck(conf);
        const isRefused = real.status !== 0;
        // The machine may refuse what the text does not decide, never the other way round.
        if (isRefused && ours.exitStatus === 0 && dependsOnMachine(conf, ours.diagnostics, present)) continue;
        asked++;
        if (isRefused === (ours.exitStatus !== 0)) continue;
        differences.push(
          `seed ${seed}, text ${count}: ${real.status} against ${ours.exitStatus}\n${real.output}${conf}`,
        );
      }
      expect(differences).toEqual([]);
      expect(asked).toBeGreaterThan(200);
    });
  });
});
