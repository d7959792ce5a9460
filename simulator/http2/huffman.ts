/**
 * The Huffman code of HPACK (RFC 7541, 5.2 and appendix B). The code is canonical: the lengths of its words are enough to
 * make them, shorter words first and among equals in the order of the symbols.
 */

/** Bits a symbol, 0 to 255 and then the end: `A` is 5, `B` is 6 and so on. */
const LENGTHS =
  'ISXXXXXXXTZXXZXXXXXXXXZXXXXXXXXXBFFHIBDGFFDGDBBBAAABBBBBBBCDKBHFIBCCCCCCCCCCCCCCCCCCCC' +
  'CCDCDIOIJBKABABABBBACCBBBABCBAABCCCCCKGJIXPRPPRRRSRSSSSSTSTTRSTSSSSQRSRSSTRQPRRSSQSRRT' +
  'QRSSQQRQSRSSPRRRSRRSVVPORSRUVVVWWVTUOQVWWVWTQQVVXWWWPTPQRQQSRRUUTTVSVWVVWWWWWXWWWWWVZ';

const END = 256;

/** A decoding tree in two arrays: the next node for a 0 and for a 1; negative: a symbol, plus 1 and negated. */
interface Tree {
  readonly zero: Int16Array;
  readonly one: Int16Array;
}

function buildTree(): Tree {
  const symbols = Array.from(LENGTHS, (letter, symbol) => ({ symbol, bits: letter.charCodeAt(0) - 60 }));
  symbols.sort((a, b) => a.bits - b.bits || a.symbol - b.symbol);
  const zero = new Int16Array(512);
  const one = new Int16Array(512);
  let nodes = 1;
  let code = 0;
  let width = 0;
  for (const { symbol, bits } of symbols) {
    code *= 2 ** (bits - width);
    width = bits;
    let node = 0;
    for (let at = bits - 1; at >= 0; at--) {
      const branch = Math.floor(code / 2 ** at) % 2 === 0 ? zero : one;
      if (at === 0) branch[node] = -symbol - 1;
      else {
        if (branch[node] === 0) branch[node] = nodes++;
        node = branch[node]!;
      }
    }
    code++;
  }
  return { zero, one };
}

const TREE = buildTree();

/** Decoded text, a character a byte; null: not a word of this code, or padded wrongly. */
export function huffmanDecode(bytes: Uint8Array, start: number, end: number): string | null {
  const { zero, one } = TREE;
  let text = '';
  let node = 0;
  let depth = 0;
  let onlyOnes = true;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    for (let bit = 128; bit > 0; bit >>= 1) {
      const isOne = (byte & bit) !== 0;
      const next = (isOne ? one : zero)[node]!;
      if (next >= 0) {
        node = next;
        depth++;
        onlyOnes &&= isOne;
        continue;
      }
      const symbol = -next - 1;
      if (symbol === END) return null;
      text += String.fromCharCode(symbol);
      node = 0;
      depth = 0;
      onlyOnes = true;
    }
  }
  // what is left over is the beginning of the end's word, and less than a byte of it
  return depth < 8 && onlyOnes ? text : null;
}
