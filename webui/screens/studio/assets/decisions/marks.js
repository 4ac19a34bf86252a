// The server's findings in the table: a mark at each cell, row or column, its reasons on hover and for screen readers.
import { say } from '../shell/facts.js';

const ORDER = ['error', 'warning', 'hint'];

export class Marks {
  constructor(modeler, canvas) {
    Object.assign(this, { modeler, canvas, findings: [] });
    // The table draws its cells anew while one scrolls and types; what is drawn has lost its mark.
    new MutationObserver(() => this.draw()).observe(canvas, { childList: true, subtree: true });
  }

  show(findings) {
    this.findings = findings;
    this.draw();
  }

  draw() {
    const byElement = Map.groupBy(this.findings.filter((one) => one.element), (one) => one.element);
    const wanted = new Map([...byElement].map(([id, found]) => [this.place(id), found]));
    for (const node of this.canvas.querySelectorAll('[data-finding]')) if (!wanted.has(node)) unmark(node);
    for (const [node, found] of wanted) if (node) mark(node, found);
  }

  /** A cell and a row's number carry their element's id, a column's heading that of its column. */
  place(id) {
    const name = CSS.escape(id);
    return this.canvas.querySelector(`td[data-element-id="${name}"], th[data-col-id="${name}"]`);
  }
}

function mark(node, found) {
  const worst = ORDER.find((severity) => found.some((one) => one.severity === severity)) ?? 'hint';
  const reasons = found.map((one) => `${say(ORDER.includes(one.severity) ? one.severity : 'hint')}: ${one.message} ${one.remedy}`).join('\n');
  if (node.dataset.finding === worst && node.title === reasons) return;
  node.dataset.finding = worst;
  node.title = reasons;
}

function unmark(node) {
  delete node.dataset.finding;
  node.removeAttribute('title');
}
