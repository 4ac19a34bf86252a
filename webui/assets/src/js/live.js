// Live pages: one stream of changes per browser, whatever number of tabs. The tab that holds the lock listens and tells
// the others. Pages hear `baton:change` on the document, with detail
//   { task: [keys], instance: [keys], record: ['type:key'], incident: [instance keys], everything: boolean }
// `everything` means: look again at all you show. Keys are texts.
const POLL_MS = 30_000;
const AGAIN_MS = 5 * 60_000;
const meta = document.querySelector('meta[name="live"]');

if (meta && 'locks' in navigator && 'EventSource' in window) listen(meta);

function listen({ content: since, dataset: { person, href } }) {
  // Another person in the same browser is another audience.
  const name = `baton-live-${person}`;
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', ({ data }) => announce(data));
  let source = null;
  const leaving = new Promise((resolve) => {
    addEventListener('pagehide', () => { source?.close(); resolve(); });
  });

  navigator.locks.request(name, () => {
    connect(`${href}?since=${encodeURIComponent(since)}`);
    return leaving;
  });

  function connect(address) {
    source = new EventSource(address);
    source.addEventListener('change', ({ data }) => tell(JSON.parse(data)));
    source.addEventListener('bye', () => source.close());
    // Lost connections come back by themselves; a closed one was refused, since too many listen.
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && ask());
  }

  function ask() {
    const timer = setInterval(() => tell({ task: [], instance: [], record: [], incident: [], everything: true }), POLL_MS);
    setTimeout(() => { clearInterval(timer); connect(href); }, AGAIN_MS);
  }

  function tell(change) {
    announce(change);
    channel.postMessage(change);
  }
}

function announce(detail) {
  document.dispatchEvent(new CustomEvent('baton:change', { detail }));
}

// The banner of business time: somebody may have moved it on.
const banner = document.querySelector('[data-business-time]');
document.addEventListener('baton:change', async ({ detail }) => {
  if (!banner || !detail.everything) return;
  const answer = await fetch(banner.dataset.businessTime).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { now } = await answer.json();
  if (now) banner.querySelector('[data-business-now]').textContent = now;
});

// The counts in the bar.
let counting = null;
document.addEventListener('baton:change', ({ detail }) => {
  if (!detail.task.length && !detail.incident.length && !detail.everything) return;
  clearTimeout(counting);
  counting = setTimeout(count, 200);
});

async function count() {
  const answer = await fetch('/live/badges').catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  for (const [href, number] of Object.entries(await answer.json())) {
    const badge = document.querySelector(`[data-badge="${CSS.escape(href)}"]`);
    if (!badge) continue;
    badge.textContent = number.toLocaleString(document.documentElement.lang);
    badge.hidden = !number;
  }
}
