// feelin as a servant: one JSON request a line on stdin ([expression, context as FEEL, input as FEEL or null]), one
// JSON answer a line on stdout. Started by client.py, which says where feelin lies.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { evaluate, unaryTest, isRange, isFunction, FeelDate, FeelTime, FeelDateTime, FeelDuration } =
  await import(pathToFileURL(process.argv[2]));
const contexts = new Map();

function contextOf(text) {
  if (!contexts.has(text)) {
    if (contexts.size > 500) contexts.clear();
    contexts.set(text, evaluate(text).value);
  }
  return contexts.get(text);
}

function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { number: String(value) };
  if (typeof value !== 'object' && typeof value !== 'function') return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof FeelDate) return { date: value.iso };
  if (value instanceof FeelTime) return { time: value.iso };
  if (value instanceof FeelDateTime) return { 'date and time': value.iso };
  if (value instanceof FeelDuration) {
    const { years, months, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds } =
      value.value;
    const fraction = (milliseconds * 1e6 + microseconds * 1e3 + nanoseconds) / 1e9;
    const length = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + fraction;
    if (!value.yearsMonths) return { seconds: length };
    return length ? { months: years * 12 + months, seconds: length } : { months: years * 12 + months };
  }
  if (isRange(value)) {
    const ends = [value.start, value.end].map(plain);
    return { range: [...ends, value['start included'] && ends[0] !== null, value['end included'] && ends[1] !== null] };
  }
  if (isFunction(value) || typeof value === 'function') return { function: true };
  return { context: Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)])) };
}

function answer([expression, context, input]) {
  try {
    const names = contextOf(context);
    if (input === null) return { value: plain(evaluate(expression, names).value) };
    return { value: plain(unaryTest(expression, { ...names, '?': evaluate(input).value }).value) };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
