/** Random traffic and faults for a configuration, on a grid of times that leaves room between what has nothing to do with each other. */
import type { MadeConfiguration } from './configuration.ts';
import type { Dice } from './dice.ts';

export const DURATION_MS = 1800;
/** Begins of requests. What takes long ends in the middle between two of them. */
const GRID_MS = 110;
const FIRST_MS = 160;

/** Scenario.yaml without its configuration. */
export function makeScenario(dice: Dice, config: MadeConfiguration, title: string, seed: number): string {
  const lines = [`title: ${title}`, `seed: ${seed}`, `duration: ${DURATION_MS}ms`, 'clients:'];
  const slots = Math.floor((DURATION_MS - FIRST_MS - 200) / GRID_MS);
  const begins = dice.between(3, 10);
  const used = new Set<number>();
  for (let index = 0; index < begins; index++) {
    const slot = dice.below(slots);
    if (used.has(slot)) continue;
    used.add(slot);
    lines.push(`  - ${group(dice, config, index + 1, FIRST_MS + slot * GRID_MS)}`);
  }
  lines.push('servers:');
  for (const { servers } of config.backends) {
    for (const { name } of servers) {
      const mayRefuse = !config.draws || !lines.some((line) => line.includes('fault: refuse'));
      lines.push(`  ${name}: ${server(dice, config, mayRefuse)}`);
    }
  }
  const refused = config.draws && lines.some((line) => line.includes('fault: refuse'));
  const faults = makeFaults(dice, config, refused);
  if (faults.length > 0) lines.push('faults:', ...faults.map((fault) => `  - ${fault}`));
  return `${lines.join('\n')}\n`;
}

function group(dice: Dice, config: MadeConfiguration, number: number, startMs: number): string {
  const fields = [`name: c${number}`, 'to: www', `start: ${startMs}ms`];
  const isHttp = config.mode === 'http';
  const isSeries = dice.chance(isHttp ? 45 : 10);
  const count = isSeries ? dice.between(2, 4) : 1;
  fields.push('users: 1', `think: ${dice.pick([53, 97, 113])}ms`, `count: ${count}`);
  fields.push(`keepAlive: ${isSeries && dice.chance(85)}`);
  if (isHttp && (config.cookies || dice.chance(20))) fields.push('cookies: true');
  if (dice.chance(8)) fields.push(`timeout: ${dice.pick([133, 263])}ms`);
  fields.push(`from: 127.0.${dice.between(1, 3)}.${dice.between(10, 60)}`);
  if (isHttp) {
    fields.push('inTurn: true');
    fields.push(`request: [${Array.from({ length: count }, () => request(dice)).join(', ')}]`);
  }
  return `{ ${fields.join(', ')} }`;
}

const PATHS = ['/', '/a', '/b/1', '/b/2?id=2', '/img/x.png', '/admin', '/a?id=1', '/c?id=3&x=y', '/d/e/f'];

function request(dice: Dice): string {
  const method = dice.pick(['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT']);
  const version = dice.chance(8) ? ' HTTP/1.0' : '';
  const fields = [
    `send: "${method} ${dice.pick(PATHS)}${version}"`,
    `host: ${dice.pick(['one.example', 'two.example'])}`,
  ];
  if (dice.chance(40)) fields.push(`headers: { x-key: k${dice.between(1, 5)} }`);
  if (method === 'POST' || method === 'PUT') fields.push(`body: ${dice.pick([0, 5, 300])}`);
  return `{ ${fields.join(', ')} }`;
}

function server(dice: Dice, config: MadeConfiguration, mayRefuse: boolean): string {
  const fields: string[] = [];
  const slow = config.slowMs !== null && dice.chance(30) ? config.slowMs : null;
  const long = config.busy && dice.chance(60) ? 55 + GRID_MS * dice.between(1, 3) : null;
  fields.push(`service: ${slow ?? long ?? dice.pick([2, 4])}ms`);
  fields.push(`responseBytes: ${dice.pick([0, 10, 500, 3000])}`);
  if (config.mode === 'http') {
    if (dice.chance(20)) fields.push(`status: ${dice.pick([201, 204, 302, 404, 500, 503])}`);
    if (dice.chance(15)) fields.push('keepAlive: false');
    if (dice.chance(10)) fields.push('headers: { set-cookie: "SRV=abc; path=/" }');
    if (dice.chance(8)) fields.push(`health: ${dice.pick(['fail', '404', '302'])}`);
  }
  if (dice.chance(6) && mayRefuse) fields.push('fault: refuse');
  return `{ ${fields.join(', ')} }`;
}

function makeFaults(dice: Dice, config: MadeConfiguration, refused: boolean): string[] {
  const servers = config.backends.flatMap((backend) => backend.servers);
  const count = dice.pick([0, 0, 1, 1, 2]);
  const refusals = refused || (config.draws && count > 1) ? [] : ['refuse', 'refuse', 'refuse'];
  const others = ['hang', 'maint', 'drain', 'slow', ...(config.mode === 'http' ? ['http-500'] : [])];
  const actions = [...refusals, ...others];
  return Array.from({ length: count }, () => {
    const atMs = FIRST_MS + 55 + GRID_MS * dice.between(0, 11);
    const { name } = dice.pick(servers);
    const fields = [`at: ${atMs}ms`, `server: ${name}`, `do: ${dice.pick(actions)}`];
    if (dice.chance(60)) fields.push(`for: ${GRID_MS * dice.between(2, 6)}ms`);
    return `{ ${fields.join(', ')} }`;
  });
}
