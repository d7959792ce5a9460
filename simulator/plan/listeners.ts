/** Listening addresses: lists and port ranges become one listener each, in the order of the file. */
import type { BindConfig, Config, ProxyConfig, Version } from '../language/haproxy/config.ts';
import { hasFrontend } from './names.ts';
import type { ListenerPlan, ListenerTlsPlan } from './plan.ts';
import { bindTls } from './tls-plan.ts';
import { verifyErrorNumber } from './verify-errors.ts';

export function planListeners(config: Config, isHttpMode: (proxy: number) => boolean): ListenerPlan[] {
  const listeners: ListenerPlan[] = [];
  for (const [proxy, section] of config.proxies.entries()) {
    if (!hasFrontend(section)) continue;
    const isHttp = isHttpMode(proxy);
    const nextId = idsOf(section);
    for (const bind of section.binds) {
      const prefix = guidPrefix(section, bind);
      let number = 0;
      for (const { value, span } of bind.addresses) {
        for (let port = value.portFrom; port <= value.portTo; port++) {
          listeners.push({
            id: listeners.length,
            proxy,
            sectionId: nextId(bind),
            host: value.host,
            port,
            family: value.family,
            name: bind.name?.value ?? null,
            ssl: planTls(bind),
            acceptProxy: bind.acceptProxy !== undefined,
            ...protoOf(bind),
            ...tlsOf(bind, isHttp, config.version),
            ...(prefix === undefined ? {} : { guid: `${prefix}-${number++}` }),
            maxconn: bind.maxconn?.value || null,
            span,
          });
        }
      }
    }
  }
  return listeners;
}

const saidId = ({ options }: BindConfig): number =>
  Number(options.findLast(({ value }) => value[0] === 'id')?.value[1] ?? 0);

/** Each listener's number in its section: what its line says, else the next one that no line says. */
function idsOf({ binds }: ProxyConfig): (bind: BindConfig) => number {
  const taken = new Set(binds.map(saidId));
  let next = 1;
  return (bind) => {
    const said = saidId(bind);
    if (said === 0) while (taken.has(next)) next++;
    const id = said === 0 ? next : said;
    next++;
    return id;
  };
}

function tlsOf(bind: BindConfig, isHttp: boolean, version: Version): Pick<ListenerPlan, 'tls'> {
  const tls = bindTls(bind, isHttp, version);
  return tls === null ? {} : { tls };
}

/** `proto`; the last one decides. */
function protoOf({ options }: BindConfig): Pick<ListenerPlan, 'proto'> {
  const said = options.findLast(({ value }) => value[0] === 'proto')?.value[1];
  return said === undefined ? {} : { proto: said };
}

/** `guid-prefix`: the listeners of the line are called by it and their number. */
function guidPrefix({ section }: ProxyConfig, { span }: BindConfig): string | undefined {
  const line = section.directives.find((one) => one.span.file === span.file && one.span.from === span.from);
  const at = line?.words.findIndex(({ text }) => text === 'guid-prefix') ?? -1;
  return at < 0 ? undefined : line!.words[at + 1]?.text;
}

function planTls(bind: BindConfig): ListenerTlsPlan | null {
  if (!bind.ssl) return null;
  const word = (name: string) => bind.options.find(({ value }) => value[0] === name)?.value[1];
  const caFile = word('ca-file');
  const verify = word('verify') as ListenerTlsPlan['verify'];
  const ofCertificates = ignored(word('crt-ignore-err'));
  const ofAuthorities = ignored(word('ca-ignore-err'));
  return {
    crt: bind.crt.map((file) => file.value),
    alpn: [...(bind.alpn?.value ?? [])],
    ...(verify === undefined ? {} : { verify }),
    ...(caFile === undefined ? {} : { caFile }),
    ...(ofCertificates === null ? {} : { ignoredOfCertificates: ofCertificates }),
    ...(ofAuthorities === null ? {} : { ignoredOfAuthorities: ofAuthorities }),
  };
}

/** `all`, or numbers and names of errors with commas. */
function ignored(said: string | undefined): 'all' | readonly number[] | null {
  if (said === undefined) return null;
  return said === 'all'
    ? 'all'
    : said
        .split(',')
        .map(verifyErrorNumber)
        .filter((number) => number > 0);
}
