import { useEffect, useRef, useState } from 'preact/hooks';
import type { Topology } from '../../simulator/worker-api.ts';
import type { Playground } from '../playground/store.ts';
import { type ChartPoint, chartPoints, type Lane, lanesOf } from './lanes.ts';

const AXIS_MS = 60_000;
const AXIS_STEP_MS = 30_000;
const LANE_PX = 22;
const CHART_PX = 44;
const LEFT_PX = 84;
const RIGHT_PX = 16;

/** What is counted: messages of feeds, sessions where nothing looks into them, requests otherwise. */
function rateName({ clients, backends }: Topology): string {
  if (clients.length > 0 && clients.every((c) => c.kind === 'feed')) return 'messages/s';
  return backends.length > 0 && backends.every((b) => b.mode === 'tcp') ? 'sessions/s' : 'requests/s';
}

/** A long run begins on a short axis, which grows in steps. */
function axisMs(runMs: number, seenMs: number): number {
  const shortest = Math.min(Math.max(runMs, 1000), AXIS_MS);
  return seenMs <= shortest ? shortest : Math.ceil(seenMs / AXIS_STEP_MS) * AXIS_STEP_MS;
}

/** One time axis for everything: server states as lanes, faults as marks, rate, errors and latency; drag it to go back. */
export function Timeline({ playground, id }: { playground: Playground; id: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const watch = new ResizeObserver((entries) => setWidth(Math.round(entries[0]?.contentRect.width ?? 0)));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  const topology = playground.loaded.value?.topology;
  const nowMs = playground.frame.value?.nowMs ?? 0;
  const seenMs = playground.seenMs.value;
  const durationMs = axisMs(playground.loaded.value?.durationMs ?? 0, seenMs);
  if (topology === null || topology === undefined) return <div ref={holder} />;
  const points = chartPoints(playground.series.value, durationMs);
  const lanes = lanesOf(topology, playground.transitions.value, playground.checks.value, nowMs);
  const plotWidth = Math.max(10, width - LEFT_PX - RIGHT_PX);
  const x = (ms: number) => LEFT_PX + (ms / durationMs) * plotWidth;
  const lanesHeight = lanes.length * LANE_PX;
  const height = 18 + lanesHeight + 8 + 2 * (CHART_PX + 8);
  return (
    <div class="dd-timeline" ref={holder}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden="true">
          <Axis durationMs={durationMs} x={x} height={height} narrow={width < 460} />
          {lanes.map((lane, i) => (
            <LaneRow key={lane.key} lane={lane} y={18 + i * LANE_PX} x={x} />
          ))}
          <Chart
            y={18 + lanesHeight + 8}
            title={rateName(topology)}
            series={points}
            x={x}
            value={(p) => p.requestsPerS}
            second={(p) => p.errorsPerS}
            secondName="errors"
          />
          <Chart
            y={18 + lanesHeight + 8 + CHART_PX + 8}
            title="latency, ms"
            series={points}
            x={x}
            value={(p) => p.p50Ms}
            second={(p) => p.p99Ms}
            secondName="p99"
          />
          <line class="dd-now" x1={x(nowMs)} x2={x(nowMs)} y1={14} y2={height} />
        </svg>
      )}
      <div class="dd-scrub" style={{ paddingLeft: `${LEFT_PX - 8}px`, paddingRight: `${RIGHT_PX - 8}px` }}>
        <input
          id={`${id}-time`}
          type="range"
          min={0}
          max={durationMs}
          step={100}
          value={nowMs}
          aria-label="Time: go back to any moment that was seen"
          aria-valuetext={`${(nowMs / 1000).toFixed(1)} seconds`}
          onInput={(e) => void playground.seek(Number(e.currentTarget.value))}
        />
      </div>
      <ul class="dd-sr">
        {lanes.map((lane) => (
          <li
            key={lane.key}
          >{`${lane.name}: ${lane.bars.map((b) => `${b.label} from ${(b.fromMs / 1000).toFixed(1)} s`).join(', ')}`}</li>
        ))}
      </ul>
    </div>
  );
}

function Axis({
  durationMs,
  x,
  height,
  narrow,
}: {
  durationMs: number;
  x: (ms: number) => number;
  height: number;
  narrow: boolean;
}) {
  const wanted = narrow ? 4 : 8;
  const stepS =
    [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600].find((s) => durationMs / 1000 / s <= wanted) ?? 7200;
  const ticks = Array.from({ length: Math.floor(durationMs / 1000 / stepS) + 1 }, (_, i) => i * stepS);
  return (
    <g class="dd-axis">
      {ticks.map((s) => (
        <g key={s}>
          <line x1={x(s * 1000)} x2={x(s * 1000)} y1={14} y2={height} />
          <text x={x(s * 1000)} y={10} text-anchor="middle">
            {s} s
          </text>
        </g>
      ))}
    </g>
  );
}

function LaneRow({ lane, y, x }: { lane: Lane; y: number; x: (ms: number) => number }) {
  return (
    <g>
      <text class="dd-lane-name" x={LEFT_PX - 8} y={y + 15} text-anchor="end">
        {lane.name.length > 10 ? `${lane.name.slice(0, 9)}…` : lane.name}
      </text>
      {lane.bars.map((bar) => {
        const left = x(bar.fromMs);
        const wide = Math.max(0.5, x(bar.toMs) - left);
        return (
          <g key={bar.fromMs} class={`dd-bar dd-${bar.tone}`}>
            <rect x={left} y={y + 3} width={wide} height={LANE_PX - 6} rx={2} />
            {wide > bar.label.length * 7 + 10 && (
              <text x={left + 6} y={y + 15}>
                {bar.label}
              </text>
            )}
          </g>
        );
      })}
      {lane.counts.map((count) => {
        const left = x(count.fromMs);
        const wide = Math.max(1, x(count.toMs) - left);
        return (
          <g key={count.fromMs} class={`dd-bar dd-${count.tone}`}>
            <title>{count.label}</title>
            <rect x={left} y={y + 3} width={wide} height={LANE_PX - 6} />
            {wide > count.label.length * 6 + 2 && (
              <text x={left + wide / 2} y={y + 15} text-anchor="middle">
                {count.label}
              </text>
            )}
          </g>
        );
      })}
      {lane.marks.map((mark) => (
        <g key={mark.atMs} class="dd-mark" transform={`translate(${x(mark.atMs)} ${y + 1})`}>
          <title>{mark.label}</title>
          <path d="M0 9l-4.5 -8h9z" />
        </g>
      ))}
    </g>
  );
}

interface ChartProps {
  y: number;
  title: string;
  secondName: string;
  series: readonly ChartPoint[];
  x: (ms: number) => number;
  value: (point: ChartPoint) => number | null;
  second: (point: ChartPoint) => number | null;
}

/** Two lines over the shared axis; the scale's top is printed, since a picture without figures says little. */
function Chart({ y, title, series, x, value, second, secondName }: ChartProps) {
  const a = series.map((p) => value(p));
  const b = series.map((p) => second(p));
  const top = niceTop(Math.max(1, ...a.map((v) => v ?? 0), ...b.map((v) => v ?? 0)));
  const path = (values: readonly (number | null)[]) => {
    let d = '';
    let open = false;
    values.forEach((v, i) => {
      const point = series[i];
      if (v === null || point === undefined) {
        open = false;
        return;
      }
      d += `${open ? 'L' : 'M'}${x(point.atMs).toFixed(1)} ${(y + CHART_PX - (v / top) * CHART_PX).toFixed(1)}`;
      open = true;
    });
    return d;
  };
  const right = x(series.at(-1)?.atMs ?? 0);
  return (
    <g class="dd-chart">
      <line class="dd-base" x1={LEFT_PX} x2={Math.max(LEFT_PX, right)} y1={y + CHART_PX} y2={y + CHART_PX} />
      <text class="dd-lane-name" x={LEFT_PX - 8} y={y + 12} text-anchor="end">
        {title}
      </text>
      <text class="dd-scale" x={LEFT_PX - 8} y={y + 26} text-anchor="end">{`0–${top}`}</text>
      <text class="dd-scale dd-scale-second" x={LEFT_PX - 8} y={y + 40} text-anchor="end">
        {secondName === 'p99' ? 'p50 ┄ p99' : '┄ errors'}
      </text>
      <path class="dd-line" d={path(a)} />
      <path class="dd-line dd-line-second" d={path(b)} />
    </g>
  );
}

function niceTop(value: number): number {
  let unit = 1;
  while (unit * 10 <= value) unit *= 10;
  return [1, 2, 5, 10].map((m) => m * unit).find((t) => t >= value) ?? value;
}
