/**
 * Waits for what jobs come to, by their events.
 */
import { once } from 'node:events';
import type { CompanionEvent, Job } from 'sciencemesh-contract';
import { WebSocket } from 'ws';
import { SECRET, type TestCompanion } from '../../ocm/testing/companion.ts';
import { ENDED } from '../../store/job-records.ts';

/** Resolves with a job when it has come to its end. */
export function jobEnded(companion: TestCompanion, id: string): Promise<Job> {
  return untilJob(companion, id, ({ state }) => ENDED.has(state));
}

/**
 * Resolves with a job as soon as it is as wanted, however it comes to be so.
 * Looks at it now and then as an open page does, so that it is followed.
 */
export async function untilJob(
  companion: TestCompanion,
  id: string,
  isWanted: (job: Job) => boolean
): Promise<Job> {
  const { listen } = companion.app.addresses;
  const socket = new WebSocket(`${listen.replace('http', 'ws')}/api/events`, {
    headers: { authorization: `Bearer ${SECRET}` }
  });
  const found = Promise.withResolvers<Job>();
  const look = (job: Job) => {
    if (job.id === id && isWanted(job)) {
      found.resolve(job);
    }
  };
  socket.on('message', (data: Buffer) => {
    const event = JSON.parse(data.toString()) as CompanionEvent;
    if (event.type === 'job') {
      look(event.job);
    }
  });
  const ask = async () =>
    look((await (await companion.api(`/api/jobs/${id}`)).json()) as Job);
  const timer = setInterval(() => void ask(), 1000);
  try {
    await once(socket, 'open');
    await ask();
    return await found.promise;
  } finally {
    clearInterval(timer);
    socket.terminate();
  }
}
