/** Where a frontend logs to, and in which format. Manual, "log", "log-format", "option httplog", "option tcplog". */
import type { Span } from '../language/diagnostic.ts';
import type { At, Config, Format, LogTarget, ProxyMode, Settings } from '../language/haproxy/config.ts';
import { parseFormat } from '../language/haproxy/format.ts';
import { PLACE } from '../language/haproxy/keywords/names.ts';
import { LOG_LEVELS } from '../language/haproxy/syslog-words.ts';
import { hasOption, nearest } from './inherit.ts';
import type { LogLevel } from './log-plan.ts';
import type { LogDestinations, LogPlan, LogTargetPlan } from './plan.ts';

const DEFAULT_LINE_BYTES = 1024;

export function planLog(config: Config, chain: readonly Settings[], mode: ProxyMode): LogPlan {
  const { targets, tag } = planDestinations(config, chain);
  const { format, span } = formatOf(config, chain, mode);
  const error = nearest(chain, (settings) => settings.other['error-log-format']);
  const errorFormat = error && customFormat(config, { value: error.value[0] ?? '', span: error.span }, mode);
  return {
    enabled: targets.length > 0,
    format,
    ...(errorFormat ? { errorFormat } : {}),
    dontlognull: hasOption(chain, 'dontlognull'),
    ...(hasOption(chain, 'dontlog-normal') ? { errorsOnly: true as const } : {}),
    ...(hasOption(chain, 'log-separate-errors') ? { raisesErrors: true as const } : {}),
    ...levelsOf(targets),
    logasap: hasOption(chain, 'logasap'),
    targets,
    tag,
    span,
  };
}

function levelsOf(targets: readonly LogTargetPlan[]): { readonly takes?: readonly LogLevel[] } {
  const lowest = Math.max(...targets.map(({ level }) => LOG_LEVELS.indexOf(level ?? 'debug')));
  return lowest < 0 || lowest === LOG_LEVELS.length - 1 ? {} : { takes: LOG_LEVELS.slice(0, lowest + 1) };
}

/** Where lines about a proxy go, whatever they say. */
export function planDestinations(config: Config, chain: readonly Settings[]): LogDestinations {
  return {
    targets: targetsOf(config, chain).map(planTarget),
    tag: nearest(chain, (settings) => settings.logTag)?.value ?? tagOf(config) ?? 'haproxy',
  };
}

export function planTarget({
  address,
  format,
  facility,
  level,
  minLevel,
  sample,
  lengthBytes,
}: LogTarget): LogTargetPlan {
  return {
    address,
    // asked of 3.2: nothing said is `local`, whatever the target
    format: format ?? 'local',
    facility: facility ?? 'local0',
    level: (level ?? null) as LogLevel | null,
    lineBytes: lengthBytes ?? DEFAULT_LINE_BYTES,
    ...(minLevel === undefined ? {} : { minLevel }),
    ...(sample === undefined ? {} : { sample }),
  };
}

/** Targets add up along the chain; `no log` drops what was inherited; `log global` stands for the global section's. */
function targetsOf(config: Config, chain: readonly Settings[]): LogTarget[] {
  let targets: LogTarget[] = [];
  for (const settings of [...chain].reverse()) {
    if (settings.noLog) targets = [];
    for (const { value } of settings.logs) {
      if (value.address === 'global') targets.push(...config.global.logs.map((target) => target.value));
      else targets.push(value);
    }
  }
  return targets;
}

function tagOf(config: Config): string | undefined {
  return config.global.other['log-tag']?.value[0];
}

/** The last word on the format in the nearest section that has one. Without any, connections are logged as they come. */
function formatOf(
  config: Config,
  chain: readonly Settings[],
  mode: ProxyMode,
): { readonly format: LogPlan['format']; readonly span: Span | null } {
  for (const settings of chain) {
    const said: { readonly at: At<unknown>; readonly format: () => LogPlan['format'] }[] = [];
    const add = (at: At<unknown> | undefined, format: () => LogPlan['format']) => at && said.push({ at, format });
    if (settings.options.httplog?.value) add(settings.options.httplog, () => (mode === 'http' ? 'http' : 'tcp'));
    if (settings.options.httpslog?.value)
      add(
        settings.options.httpslog,
        () => formatOfText(config, settings.options.httpslog!.span, HTTPS_LOG, mode) ?? 'http',
      );
    if (settings.options.tcplog?.value) add(settings.options.tcplog, () => 'tcp');
    add(
      settings.logFormat,
      () => customFormat(config, settings.logFormat!, mode) ?? (mode === 'http' ? 'http' : 'tcp'),
    );
    const last = said.sort((x, y) => x.at.span.from - y.at.span.from).at(-1);
    if (last) return { format: last.format(), span: last.at.span };
  }
  return { format: 'connect', span: null };
}

/** `option httplog`, and behind it how the connection and TLS went. */
const HTTPS_LOG = [
  '%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc',
  '%ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r',
  '%[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed]',
  '%[ssl_fc_sni]/%sslv/%sslc',
].join(' ');

function customFormat(config: Config, said: At<string>, mode: ProxyMode): Format | null {
  return formatOfText(config, said.span, said.value, mode);
}

function formatOfText(config: Config, span: Span, text: string, mode: ProxyMode): Format | null {
  const word = { text, span };
  const places = PLACE.log ?? 0;
  const read = parseFormat(word, {
    places,
    dialect: { version: config.version, loadsLua: true },
    http: mode === 'http',
  });
  return read.ok ? read.value.format : null;
}
