// feelin beside Baton: a JSON request a line ([expression, context, precompiled, seconds]), evaluations per second back.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { evaluate } = await import(pathToFileURL(process.argv[2]));

// feelin parses at every evaluate; what it has of a compiled form is the value of a FEEL function.
function compiled(expression, context) {
  const names = Object.keys(context);
  const { value } = evaluate(`function(${names.join(', ')}) ${expression}`, {});
  const values = Object.values(context);
  return () => value.invoke(values);
}

// CPU time, not the clock on the wall: others on the machine do not count.
function rate(run, seconds) {
  const begun = process.cpuUsage();
  let done = 0;
  let passed = 0;
  while (passed < seconds * 1e6) {
    for (let turn = 0; turn < 20; turn += 1) run();
    done += 20;
    const { user, system } = process.cpuUsage(begun);
    passed = user + system;
  }
  return (done * 1e6) / passed;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [expression, context, precompiled, seconds] = JSON.parse(line);
  const run = precompiled ? compiled(expression, context) : () => evaluate(expression, context).value;
  process.stdout.write(`${JSON.stringify({ value: run(), rate: rate(run, seconds) })}\n`);
}
