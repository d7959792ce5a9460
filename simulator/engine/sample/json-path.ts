/** Looking a value up in a JSON text by a path such as `$.a.b[0]`; dots in names are escaped with a backslash. */

const DEEPEST = 20;

/** The text of a value and where it ends; null: no JSON there. */
function skipValue(json: string, from: number, depth = 0): number | null {
  const at = skipBlanks(json, from);
  const first = json[at];
  if (first === undefined || depth > DEEPEST) return null;
  if (first === '"') return skipString(json, at);
  if (first === '{' || first === '[') {
    const closing = first === '{' ? '}' : ']';
    let next = skipBlanks(json, at + 1);
    if (json[next] === closing) return next + 1;
    while (next < json.length) {
      if (first === '{') {
        const name = json[next] === '"' ? skipString(json, next) : null;
        if (name === null) return null;
        next = skipBlanks(json, name);
        if (json[next] !== ':') return null;
        next++;
      }
      const end = skipValue(json, next, depth + 1);
      if (end === null) return null;
      next = skipBlanks(json, end);
      if (json[next] === closing) return next + 1;
      if (json[next] !== ',') return null;
      next = skipBlanks(json, next + 1);
    }
    return null;
  }
  const plain = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(json.slice(at, at + 64))?.[0];
  return plain === undefined ? null : at + plain.length;
}

function skipBlanks(json: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(json[at] ?? 'x')) at++;
  return at;
}

function skipString(json: string, from: number): number | null {
  for (let at = from + 1; at < json.length; at++) {
    if (json[at] === '\\') at++;
    else if (json[at] === '"') return at + 1;
  }
  return null;
}

/** Steps of a path: names and indexes; null: it does not begin with `$`. */
function stepsOf(path: string): (string | number)[] | null {
  if (!path.startsWith('$')) return null;
  const steps: (string | number)[] = [];
  for (const [, name, index] of path.slice(1).matchAll(/\.((?:\\.|[^.[\\])+)|\[(\d+)\]/g)) {
    steps.push(name === undefined ? Number(index) : name.replace(/\\(.)/g, '$1'));
  }
  return steps;
}

/** The text of the value at a path, or null. */
export function jsonAt(json: string, path: string): string | null {
  const steps = stepsOf(path);
  if (!steps || skipValue(json, 0) === null) return null;
  let at: number | null = skipBlanks(json, 0);
  for (const step of steps) {
    at = typeof step === 'number' ? element(json, at, step) : member(json, at, step);
    if (at === null) return null;
  }
  const end = skipValue(json, at);
  return end === null ? null : json.slice(at, end);
}

function element(json: string, from: number, index: number): number | null {
  if (json[from] !== '[') return null;
  let at = skipBlanks(json, from + 1);
  for (let count = 0; json[at] !== ']' && at < json.length; count++) {
    if (count === index) return at;
    const end = skipValue(json, at);
    if (end === null) return null;
    at = skipBlanks(json, end);
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
  return null;
}

function member(json: string, from: number, name: string): number | null {
  if (json[from] !== '{') return null;
  let at = skipBlanks(json, from + 1);
  while (json[at] === '"') {
    const end = skipString(json, at);
    if (end === null) return null;
    const value = skipBlanks(json, skipBlanks(json, end) + 1);
    if (json.slice(at + 1, end - 1) === name) return value;
    const behind = skipValue(json, value);
    if (behind === null) return null;
    at = skipBlanks(json, behind);
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
  return null;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** What a JSON string stands for; null for code points beyond 255, which no byte can have. */
export function unescapeJson(quoted: string): string | null {
  let isOdd = false;
  const plain = quoted.slice(1, -1).replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex?: string, one?: string) => {
    if (hex === undefined) return ESCAPES[one!] ?? one!;
    const code = Number.parseInt(hex, 16);
    if (code > 255) isOdd = true;
    return String.fromCharCode(code & 255);
  });
  return isOdd ? null : plain;
}
