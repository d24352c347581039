/** The metrics page: every promised series is there from the start, and counts what it says. */

import { expect, test } from 'vitest';
import { LoopDelay } from './loopdelay.ts';
import { Metrics } from './metrics.ts';

test('counters, gauges, latencies and refusals stand in Prometheus text', async () => {
  const loopDelay = new LoopDelay();
  const metrics = new Metrics(loopDelay);
  metrics.gauge('rooms', () => 3, 'documents in memory');
  metrics.received(40);
  metrics.received(2);
  metrics.refused('TOO_SLOW');
  metrics.committed(3, 2);
  metrics.acknowledged(30);
  metrics.queued(5);
  const text = await metrics.text();
  loopDelay.close();
  for (const line of [
    '# TYPE tagloom_updates_total counter',
    'tagloom_updates_total 2',
    'tagloom_update_bytes_total 42',
    'tagloom_resyncs_total 0',
    'tagloom_refusals_total{code="TOO_SLOW"} 1',
    'tagloom_append_seconds_bucket{le="0.005"} 1',
    'tagloom_append_seconds_bucket{le="0.002"} 0',
    'tagloom_ack_seconds_sum 0.03',
    'tagloom_queue_entries 5',
    'tagloom_rooms 3',
  ])
    expect(text.split('\n')).toContain(line);
  expect(text).toMatch(/^tagloom_resident_bytes [1-9]\d+$/m);
  expect(text).toMatch(/^tagloom_event_loop_delay_p99_seconds [\d.e-]+$/m);
});

test('a scrape twice says the same: counters are read, not added up', async () => {
  const metrics = new Metrics();
  metrics.received(1);
  await metrics.text();
  expect(await metrics.text()).toContain('\ntagloom_updates_total 1\n');
});
