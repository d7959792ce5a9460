/** `global`: tuning of QUIC, by the names of 3.4 and the older ones (manual 3.2): the longer texts, as `keyword-entries.ts` reads them. */
export const GLOBAL_QUIC: Readonly<Record<string, string>> = {
  global: `
tune.quic.fe.cc.cubic-min-losses
1 unless told. 2 or 3 forgive losses of bad radio, and make a full line fuller.
> tune.quic.fe.cc.cubic-min-losses 2

tune.quic.be.cc.cubic-min-losses
1 unless told. 2 or 3 forgive losses of bad radio, and make a full line fuller.
> tune.quic.be.cc.cubic-min-losses 2

tune.quic.cc.cubic.min-losses
1 unless told. 2 or 3 forgive losses of bad radio, and make a full line fuller.
> tune.quic.cc.cubic.min-losses 2

tune.quic.fe.cc.hystart
Off unless told. HyStart++ (RFC 9406) notices by growing delay that a line is full before packets are lost.
> tune.quic.fe.cc.hystart on

tune.quic.be.cc.hystart
Off unless told. HyStart++ (RFC 9406) notices by growing delay that a line is full before packets are lost.
> tune.quic.be.cc.hystart on

tune.quic.cc-hystart
Off unless told. HyStart++ (RFC 9406) notices by growing delay that a line is full before packets are lost.
> tune.quic.cc-hystart on

tune.quic.fe.cc.max-frame-loss
10 unless told; beyond it the connection is closed as hopeless.
> tune.quic.fe.cc.max-frame-loss 20

tune.quic.be.cc.max-frame-loss
10 unless told; beyond it the connection is closed as hopeless.
> tune.quic.be.cc.max-frame-loss 20

tune.quic.max-frame-loss
10 unless told; beyond it the connection is closed as hopeless.
> tune.quic.max-frame-loss 20

tune.quic.fe.cc.max-win-size
480 kB unless told, from 10k to 4g, for each connection. It limits speed over long distances: 480 kB at 100 ms are about 38 Mbit/s; and it is the room that each connection may take for sending.
> tune.quic.fe.cc.max-win-size 2m

tune.quic.be.cc.max-win-size
480 kB unless told, from 10k to 4g, for each connection. It limits speed over long distances: 480 kB at 100 ms are about 38 Mbit/s; and it is the room that each connection may take for sending.
> tune.quic.be.cc.max-win-size 2m

tune.quic.frontend.default-max-window-size
480 kB unless told, from 10k to 4g, for each connection. It limits speed over long distances: 480 kB at 100 ms are about 38 Mbit/s; and it is the room that each connection may take for sending.
> tune.quic.frontend.default-max-window-size 2m

tune.quic.fe.cc.reorder-ratio
50 percent unless told. Less sees losses where packets only overtook each other.
> tune.quic.fe.cc.reorder-ratio 60

tune.quic.be.cc.reorder-ratio
50 percent unless told. Less sees losses where packets only overtook each other.
> tune.quic.be.cc.reorder-ratio 60

tune.quic.reorder-ratio
50 percent unless told. Less sees losses where packets only overtook each other.
> tune.quic.reorder-ratio 60

tune.quic.fe.max-idle-timeout
30 s unless told, milliseconds without a unit. Both ends announce a time and the shorter one counts; 0 leaves it to the other end.
> tune.quic.fe.max-idle-timeout 60s

tune.quic.be.max-idle-timeout
30 s unless told, milliseconds without a unit. Both ends announce a time and the shorter one counts; 0 leaves it to the other end.
> tune.quic.be.max-idle-timeout 60s

tune.quic.frontend.max-idle-timeout
30 s unless told, milliseconds without a unit. Both ends announce a time and the shorter one counts; 0 leaves it to the other end.
> tune.quic.frontend.max-idle-timeout 60s

tune.quic.fe.sec.glitches-threshold
0, the default, is never. Honest peers make a few over a long connection, so think of hundreds.
> tune.quic.fe.sec.glitches-threshold 500

tune.quic.be.sec.glitches-threshold
0, the default, is never. Honest peers make a few over a long connection, so think of hundreds.
> tune.quic.be.sec.glitches-threshold 500

tune.quic.frontend.glitches-threshold
0, the default, is never. Honest peers make a few over a long connection, so think of hundreds.
> tune.quic.frontend.glitches-threshold 500

tune.quic.fe.sec.retry-threshold
100 unless told. Then each new client gets a Retry packet first, one round trip more, which stops forged addresses. It needs ~cluster-secret~.
> tune.quic.fe.sec.retry-threshold 500

tune.quic.retry-threshold
100 unless told. Then each new client gets a Retry packet first, one round trip more, which stops forged addresses. It needs ~cluster-secret~.
> tune.quic.retry-threshold 500

tune.quic.fe.stream.data-ratio
90 percent unless told, of ~tune.quic.fe.stream.rxbuf~. Less is fairer among uploads at a time and slower for a single one.
> tune.quic.fe.stream.data-ratio 50

tune.quic.be.stream.data-ratio
90 percent unless told, of ~tune.quic.be.stream.rxbuf~. Less is fairer among uploads at a time and slower for a single one.
> tune.quic.be.stream.data-ratio 50

tune.quic.frontend.stream-data-ratio
90 percent unless told, of ~tune.quic.frontend.max-data-size~. Less is fairer among uploads at a time and slower for a single one.
> tune.quic.frontend.stream-data-ratio 50

tune.quic.fe.stream.max-concurrent
100 unless told. ~tune.quic.fe.stream.rxbuf~ follows from it, so fewer streams also mean slower uploads unless that is raised.
> tune.quic.fe.stream.max-concurrent 50

tune.quic.be.stream.max-concurrent
100 unless told. ~tune.quic.be.stream.rxbuf~ follows from it, so fewer streams also mean slower uploads unless that is raised.
> tune.quic.be.stream.max-concurrent 50

tune.quic.frontend.max-streams-bidi
100 unless told. ~tune.quic.frontend.max-data-size~ follows from it, so fewer streams also mean slower uploads unless that is raised.
> tune.quic.frontend.max-streams-bidi 50

tune.quic.fe.stream.rxbuf
0, the default: streams at a time times ~tune.bufsize~, about 1600 kB. It limits the speed of what comes in over long distances.
> tune.quic.fe.stream.rxbuf 4m

tune.quic.be.stream.rxbuf
0, the default: streams at a time times ~tune.bufsize~, about 1600 kB. It limits the speed of what comes in over long distances.
> tune.quic.be.stream.rxbuf 4m

tune.quic.fe.tx.pacing
On unless told; bursts overflow queues on the way and are sent again. Off saves processor time in fast local networks.
> tune.quic.fe.tx.pacing off

tune.quic.be.tx.pacing
On unless told; bursts overflow queues on the way and are sent again. Off saves processor time in fast local networks.
> tune.quic.be.tx.pacing off

tune.quic.fe.tx.udp-gso
On unless told, where Linux can. Off only when sending is under suspicion.
> tune.quic.fe.tx.udp-gso off

tune.quic.be.tx.udp-gso
On unless told, where Linux can. Off only when sending is under suspicion.
> tune.quic.be.tx.udp-gso off

tune.quic.disable-tx-pacing
Packets are spaced evenly unless told, because bursts overflow queues on the way and are sent again. Without it a fast local network needs less processor time.
> tune.quic.disable-tx-pacing

tune.quic.disable-udp-gso
Linux takes several in one call unless told, which is cheaper. Only when sending is under suspicion.
> tune.quic.disable-udp-gso
`,
};
