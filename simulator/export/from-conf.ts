/** The way back: two keepalived.conf to the form, when the form can say what they say. */
import type { Diagnostic } from '../language/diagnostic.ts';
import { analyseKeepalived } from '../language/keepalived/analyse.ts';
import type { KeepalivedConfig, VrrpInstance } from '../language/keepalived/config.ts';
import { outsideForm } from '../language/keepalived/subset.ts';
import { CHECK_SCRIPT_PATH, type CheckScript, checkCommand, DEFAULT_FORM, type KeepalivedForm } from './form.ts';

export interface FormFromConfs {
  /** null when the files lack what the form needs, or say something else than each other. */
  readonly form: KeepalivedForm | null;
  /** What the form has no field for, and errors of the files; spans have file 0 and 1. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a pair of files into the form. With entries in `diagnostics` the form, if there is one, is not the whole story.
 *
 * @param urlOfScript what the bundle's check script fetches; it is in the script, not in keepalived.conf
 */
export function formFromConfs(
  first: string,
  second: string,
  urlOfScript = 'http://127.0.0.1:8404/healthz',
): FormFromConfs {
  const a = analyseKeepalived(first, 0);
  const b = analyseKeepalived(second, 1);
  const errors = [...a.diagnostics, ...b.diagnostics].filter(({ severity }) => severity === 'error');
  const diagnostics = [...errors, ...outsideForm(first, 0), ...outsideForm(second, 1)];
  return { form: formOf(a.config, b.config, urlOfScript), diagnostics };
}

function formOf(a: KeepalivedConfig, b: KeepalivedConfig, urlOfScript: string): KeepalivedForm | null {
  const [one] = a.instances;
  const [two] = b.instances;
  const check = checkOf(a, urlOfScript);
  if (!one?.interface || !two || !check || !agree(one, two)) return null;
  const [virtualAddress] = one.virtualAddresses;
  if (!virtualAddress || !one.virtualRouterId || !one.priority || !two.priority) return null;
  const unicast = one.unicastSource && two.unicastSource;
  return {
    interface: one.interface.value,
    virtualAddress: virtualAddress.value,
    priorities: [one.priority.value, two.priority.value],
    virtualRouterId: one.virtualRouterId.value,
    routerIds: [
      a.global.routerId?.value ?? DEFAULT_FORM.routerIds[0],
      b.global.routerId?.value ?? DEFAULT_FORM.routerIds[1],
    ],
    advertIntervalS: one.advertIntervalS?.value ?? 1,
    transport: unicast
      ? { kind: 'unicast', addresses: [one.unicastSource.value, two.unicastSource.value] }
      : { kind: 'multicast' },
    checkScript: check,
    ...(one.authPass ? { authPass: one.authPass.value } : {}),
    nopreempt: one.nopreempt !== undefined,
  };
}

/** Whether two instances are one pair: the same but for what belongs to the node. */
function agree(one: VrrpInstance, two: VrrpInstance): boolean {
  const common = (i: VrrpInstance) =>
    JSON.stringify([
      i.interface?.value,
      i.virtualRouterId?.value,
      i.advertIntervalS?.value,
      i.authPass?.value,
      i.virtualAddresses.map(({ value }) => value),
      i.nopreempt !== undefined,
      i.unicastSource !== undefined,
    ]);
  return common(one) === common(two);
}

/** keepalived's own defaults stand in for what is not said. */
function checkOf(config: KeepalivedConfig, urlOfScript: string): CheckScript | null {
  const tracked = config.instances[0]?.tracked[0];
  const found = config.scripts.find(({ name }) => name.value === tracked?.name.value);
  if (!found?.script) return null;
  const timing = {
    intervalS: found.intervalS?.value ?? 1,
    fall: found.fall?.value ?? 1,
    rise: found.rise?.value ?? 1,
    weight: tracked?.weight?.value ?? found.weight?.value ?? null,
  };
  const command = found.script.value;
  if (command === CHECK_SCRIPT_PATH) return { kind: 'http', url: urlOfScript, ...timing };
  const process: CheckScript = { kind: 'haproxy-process', ...timing };
  return command === checkCommand(process) ? process : { kind: 'custom', command, ...timing };
}
