/** Commands about the process and the connection itself. */
import { byId, inOrderOfId } from '../../engine/id-table.ts';
import { frontendNamed } from './lookup.ts';
import type { Level, RuntimeRow } from './types.ts';

const lower = (level: Level): RuntimeRow => ({
  words: [level],
  level: 'user',
  help: `: lower the level of this connection to ${level}`,
  run({ session }) {
    if (level === 'user' || session.level === 'admin') session.level = level;
    return '';
  },
});

const NOTHING: readonly (readonly [readonly string[], string])[] = [
  [['show', 'errors'], 'requests and responses that were refused'],
  [['show', 'resolvers'], 'counters of name servers'],
  [['show', 'peers'], 'peers and their tables'],
  [['show', 'events'], 'event sinks'],
  [['show', 'activity'], 'counters of the event loop'],
  [['show', 'pools'], 'memory pools'],
  [['show', 'profiling'], 'profiling'],
];

export const PROCESS_COMMANDS: readonly RuntimeRow[] = [
  lower('user'),
  lower('operator'),
  {
    words: ['quit'],
    level: 'user',
    help: ': close the connection',
    run({ session }) {
      session.over = true;
      return '';
    },
  },
  {
    words: ['prompt'],
    level: 'user',
    help: '[timed]: interactive mode on or off',
    run({ session }, words) {
      session.interactive = !session.interactive;
      session.timed = words[1] === 'timed';
      return '';
    },
  },
  {
    words: ['experimental-mode'],
    level: 'admin',
    help: '<on|off>: let experimental commands be used',
    run({ session }, words) {
      session.experimental = words[1] === 'on';
      return '';
    },
  },
  { words: ['show', 'version'], level: 'user', help: ': the version', run: ({ process }) => `${process.release}\n` },
  {
    words: ['show', 'cli', 'level'],
    level: 'user',
    help: ': the level of this connection',
    run: ({ session }) => `${session.level}\n`,
  },
  {
    words: ['show', 'cli', 'sockets'],
    level: 'user',
    help: ': the runtime sockets',
    run: ({ plan }) =>
      `# socket lvl processes\n${(plan.process.statsSockets ?? []).map((one) => `${one.address} ${one.level} all\n`).join('')}`,
  },
  {
    words: ['show', 'env'],
    level: 'operator',
    help: '[<name>]: environment variables',
    run({ process }, words) {
      const [, , name] = words;
      if (name === undefined)
        return Object.entries(process.environment)
          .map(([key, value]) => `${key}=${value}\n`)
          .join('');
      const value = process.environment[name];
      return value === undefined ? 'Variable not found\n' : `${name}=${value}\n`;
    },
  },
  {
    words: ['show', 'sess'],
    level: 'operator',
    help: ': the sessions',
    run({ plan, state, nowMs }) {
      return inOrderOfId(state.streams)
        .map((stream) => {
          const client = byId(state.clients, stream.client);
          const backend = plan.proxies[stream.backend]!;
          const server = stream.server < 0 ? '<none>' : backend.backend!.servers[stream.server]!.name;
          const age = Math.floor((nowMs - stream.acceptMs) / 1000);
          const src = client === undefined ? 'unix' : `${client.src.host}:${client.src.port}`;
          return `0x${stream.id.toString(16)}: proto=tcpv4 src=${src} fe=${plan.proxies[stream.frontend]!.name} be=${stream.backendSet ? backend.name : '<NONE>'} srv=${server} ts=00 age=${age}s\n`;
        })
        .join('');
    },
  },
  {
    words: ['clear', 'counters'],
    level: 'operator',
    help: '[all]: forget maxima, or all counters',
    run(view, words) {
      if (words[2] === 'all' && view.session.level !== 'admin') return 'Permission denied\n';
      view.command({ type: 'clear-counters', all: words[2] === 'all' });
      return '';
    },
  },
  {
    words: ['set', 'maxconn', 'frontend'],
    level: 'admin',
    help: '<frontend> <number>: its limit of connections',
    run(view, words) {
      const proxy = frontendNamed(view, words[3] ?? '');
      if (proxy === null) return 'No such frontend.\n';
      if (!/^\d+$/.test(words[4] ?? '')) return 'Integer value expected.\n';
      view.command({ type: 'set-frontend-maxconn', proxy: proxy.id, maxconn: Number(words[4]) });
      return '';
    },
  },
  {
    words: ['set', 'timeout', 'cli'],
    level: 'user',
    help: '<delay>: how long this connection may be idle',
    run: () => '',
  },
  {
    words: ['set', 'severity-output'],
    level: 'user',
    help: '<none|number|string>: marks before messages',
    run: () => '',
  },
  ...NOTHING.map(
    ([words, help]): RuntimeRow => ({
      words,
      level: 'operator',
      help: `: ${help} (none are kept here)`,
      run: () => '',
    }),
  ),
];
