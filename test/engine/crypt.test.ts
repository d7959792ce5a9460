import { describe, expect, it } from 'vitest';
import { fitsCrypt } from '../../simulator/engine/hash/crypt.ts';

/** Each asked of the C library: a password, and how it stands in a configuration. */
const KNOWN = [
  ['p:w "x"', '$1$abcdefgh$fhAET0tPxOD5c9ZMGN2SF0'],
  ['', '$5$rounds=1400$anotherlongsalts$7IcTVudmZDHdXM3GIn4KAxA5tvn.eciiARdqRBeqNs/'],
  ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '$1$abcdefgh$qZQJZIj/wBFysso0hpBg61'],
  ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', '$1$a$zN1d.eicivKo9Ipjde.Xc1'],
  ['p:w "x"', '$5$saltstring$svJ6Sex4JNfsA6dPv03yWru7/NFI4ieooylst9IKuSB'],
  [
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '$6$k6y3o.eP$h55kTu/f7IxSqy/RLgx5t9Pxe7kIg9LHe.VxVL7xqUnYCjLJYbJqIe3R5ycZmabCZEsRFysOycZXllyKTwoFq0',
  ],
  ['', '$6$k6y3o.eP$JLxDeblAp5Cq5taw5TnYqNJMpMnrKxwSPsj2iqiNk4b/6Pv1Ao8utxK7jgZgVLTMsMqR7pergbOGUh/LyPYij0'],
  ['p:w "x"', '$5$rounds=1400$anotherlongsalts$UKRRM4/CIv28UwBQV6KortlbybSV47eRCijboUZn0y6'],
  [
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    '$5$saltstring$D1DsTGKixUiITWGe4c3jtSicDXvgr6h50agFIGXAx6/',
  ],
  ['secret', '$6$saltstring$AIsRs/Ee56G/tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz.'],
  ['', '$5$saltstring$FdNfA4gXqvCeO6iZs7G/.wwwoywYZqo0l1pwmfWaBA7'],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '$5$rounds=1400$anotherlongsalts$i8RbPl2I.1Vff1Mp8OuTtaEcHApbBIwYygzecRO5sJ/',
  ],
  [
    'p:w "x"',
    '$6$rounds=1400$anotherlongsalts$/yyCoYmAmNzUBR3GzR9iBfzYhB1jiI0K0hxic4wgykSNZ9/uggCbAoxk/1Kmm9goM.CKhzHMR09AfKKsxqslh/',
  ],
  ['p:w "x"', '$6$$JAf.kbJFoyNMgH94YdkLzWVqyjExxkEXZIEPbHQ108FRVkttpM.iNJpH3TN5hmtWoiTBQ7SmCCCCMM.LV4BYx/'],
  ['p:w "x"', '$1$$/AVo02ir1ICydb5BIpFs2/'],
  ['secret', '$1$a$41c8gzdxX5iFFuqkeAdoe0'],
  ['secret', '$5$$o1w7HPzHt8gHmL5zUzDkRqt6Az.BjDfkvuDNNLWnXx5'],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '$6$rounds=1234$a$NEZ3INEf/7MYKH/ysLHDFBLmGSQKwvsky7ghnzoFcFdG2dhqMNtPhN5pr70f1/z9cUIxWd.EOW9fkvdiDH/kg/',
  ],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '$1$abcdefgh$3JAGp1vG/ARMRC6fDfwV/0',
  ],
  ['', '$5$$3c2QQ0KjIU1OLtB29cl8Fplc2WN7X89bnoEjaR7tWu.'],
  ['', '$1$abcdefgh$M55TzYaaccxVGbptZWaxX/'],
  ['p:w "x"', '$5$$jwOpJHu2VcP7UPG6/VUQt/fRCpqLJo/figQnHbY49T3'],
  [
    'p:w "x"',
    '$6$rounds=1234$a$CWe6qRjGfC/3ABm72pScWAbrskjC5y47ssj2/NqSZvdDI8VXSi7IVEIcz3Qqz13QzCvSlKAGnM909IVu9NGC51',
  ],
  ['secret', '$6$k6y3o.eP$PBB.tfeKmQRT5Xl/drYaLsOKR8cBcdOOeaq7JYq7eJWgGHSNlC/M/GdNHKlBiA17WQ1tWOULAGr76LPTfQgB5.'],
] as const;

describe('passwords as crypt(3) keeps them', () => {
  it.each(KNOWN)('%j: %s', (password, stored) => {
    expect(fitsCrypt(password, stored)).toBe(true);
    expect(fitsCrypt(`${password}x`, stored)).toBe(false);
    expect(fitsCrypt(password, `${stored}x`)).toBe(false);
  });

  it.each([
    ['an unknown scheme', '$y$j9T$abc$def'],
    ['too few rounds', '$5$rounds=10$roundstoolow$yfvwcaByCgZeDVGREvSNbCjHcxg6tmjYCRCMP0hPeR/'],
    ['nothing', ''],
    ['a star', '*'],
  ])('nobody gets in with %s', (_name, stored) => {
    expect(fitsCrypt('', stored)).toBe(false);
    expect(fitsCrypt(stored, stored)).toBe(false);
  });
});
