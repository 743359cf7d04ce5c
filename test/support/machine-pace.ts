/** What the work below takes on two busy cores of an ordinary machine, in milliseconds. */
const ordinary = 25;

const work = (): number => {
  const rows = Array.from({ length: 20_000 }, (_, index) => ({ index, text: `row ${index}` }));
  return JSON.stringify(JSON.parse(JSON.stringify(rows))).length;
};

/**
 * A limit in milliseconds for what the gateway promises in time. A machine that is starved just now has as much more as it
 * is slower than an ordinary one, so that the test fails for the gateway's slowness and not for its neighbours'.
 */
export const atThisPace = (milliseconds: number): number => {
  const times = [0, 1, 2, 3, 4].map(() => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  const median = times.sort((one, other) => one - other)[2] ?? ordinary;
  return milliseconds * Math.max(1, median / ordinary);
};
