/**
 * Feeds: persistent connections on which one HL7 message is outstanding at a time, sent again after every failure, as the
 * virtual world's feeds do it.
 */
import { hl7Message } from '../drivers/virtual/messages.ts';
import { meanMs, sampleMs, sampleWeighted } from '../scenario/sampling.ts';
import type { MessagePlan, Traffic } from '../scenario/schema.ts';
import { type Actor, type Conn, close, type Group, isOver, open } from './client-conns.ts';
import { messageId } from './servers.ts';

type FeedTraffic = Extract<Traffic, { readonly kind: 'feed' }>;

interface Feed {
  readonly group: Group;
  readonly traffic: FeedTraffic;
  readonly actor: Actor;
  /** Messages so far, and what the last one was. */
  message: number;
  plan: MessagePlan | null;
  outstanding: boolean;
}

/** Feeds of different groups must not use the names of each other's messages. */
const FEEDS_A_GROUP = 100;

/** Arranges the first message: feeds begin spread over one pause. */
export function startFeed(group: Group, traffic: FeedTraffic, index: number): void {
  const { timeline } = group.crowd;
  const actor: Actor = { index, conn: null, jar: {} };
  const feed: Feed = { group, traffic, actor, message: 0, plan: null, outstanding: false };
  const spreadMs = (meanMs(traffic.every) * index) / traffic.feeds;
  timeline.after(group.staged.group.startMs + spreadMs - timeline.now(), () => send(feed));
}

function send(feed: Feed): void {
  const { group, actor } = feed;
  if (!feed.outstanding) {
    if (isOver(group)) return;
    group.started++;
    const { messages, inTurn } = group.staged.group;
    const choice = inTurn ? (group.started - 1) % messages.length : sampleWeighted(messages, group.choices);
    feed.plan = messages[choice]!;
    feed.message++;
    feed.outstanding = true;
  }
  const conn = actor.conn?.open ? actor.conn : open(group, actor);
  wait(feed, conn);
  const text = hl7Message(feed.plan!, group.index * FEEDS_A_GROUP + actor.index, feed.message);
  const bytes = Buffer.from(text, 'latin1');
  conn.sent++;
  const { cut } = feed.plan!;
  if (cut === null) say(feed, conn, messageId(text), bytes, false);
  else {
    say(feed, conn, messageId(text), bytes.subarray(0, cut.bytes), true);
    group.crowd.timeline.after(cut.pauseMs, () => {
      if (conn.open) say(feed, conn, messageId(text), bytes.subarray(cut.bytes), false);
    });
  }
}

function say({ group }: Feed, { tape, socket }: Conn, id: string, bytes: Uint8Array, part: boolean): void {
  const atMs = group.crowd.timeline.now();
  tape.acts.push({ type: 'send', atMs, id, bytes, answers: tape.answers.length, part });
  socket.write(bytes);
}

/** For the acknowledgement, the end of the connection, or the end of patience. */
function wait(feed: Feed, conn: Conn): void {
  const { group, traffic, actor } = feed;
  const { timeline } = group.crowd;
  let isOpen = true;
  const ended = (answered: boolean) => {
    if (!isOpen) return;
    isOpen = false;
    conn.waiting = null;
    if (answered) feed.outstanding = false;
    timeline.after(answered ? sampleMs(traffic.every, group.thinking) : traffic.reconnectMs, () => send(feed));
  };
  conn.waiting = {
    answered: () => ended(true),
    cut() {
      if (actor.conn === conn) actor.conn = null;
      ended(false);
    },
  };
  timeline.after(traffic.ackTimeoutMs, () => {
    if (!isOpen || !conn.open) return;
    close(group, conn, actor);
    ended(false);
  });
}
