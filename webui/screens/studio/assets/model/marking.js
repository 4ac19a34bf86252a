// The server's findings on the canvas: a mark at each element, its reasons on hover and for screen readers.
import { placeOf } from './places.js';
import { say } from '../shell/facts.js';

const ORDER = ['error', 'warning', 'hint'];

export class Marks {
  constructor(modeler) {
    this.placeOf = (one) => placeOf(modeler, one.element);
    this.overlays = modeler.get('overlays');
    this.registry = modeler.get('elementRegistry');
    this.canvas = modeler.get('canvas');
    this.marked = [];
  }

  show(findings) {
    this.clear();
    const byElement = Map.groupBy(findings.filter(this.placeOf), this.placeOf);
    for (const [element, found] of byElement) this.mark(element, found);
  }

  clear() {
    this.overlays.remove({ type: 'baton-finding' });
    for (const [element, marker] of this.marked) {
      if (this.registry.get(element)) this.canvas.removeMarker(element, marker);
    }
    this.marked = [];
  }

  mark(element, found) {
    const worst = ORDER.find((severity) => found.some((one) => one.severity === severity)) ?? 'hint';
    const marker = `studio-has-${worst}`;
    this.canvas.addMarker(element.id, marker);
    this.marked.push([element.id, marker]);
    if (element === this.canvas.getRootElement()) return;
    this.overlays.add(element.id, 'baton-finding', { position: position(element), html: badge(worst, found), show: { minZoom: 0.3 } });
  }
}

/** At the lower right corner of a shape, at the middle of a flow. */
function position(element) {
  if (!element.waypoints) return { bottom: 9, right: 9 };
  const middle = element.waypoints[Math.floor((element.waypoints.length - 1) / 2)];
  const left = Math.min(...element.waypoints.map((one) => one.x));
  const top = Math.min(...element.waypoints.map((one) => one.y));
  return { left: middle.x - left + 12, top: middle.y - top - 9 };
}

function badge(worst, found) {
  const html = document.createElement('div');
  html.className = `studio-mark studio-mark-${worst}`;
  html.textContent = worst === 'hint' ? 'i' : '!';
  html.title = found.map((one) => `${say(ORDER.includes(one.severity) ? one.severity : 'hint')}: ${one.message} ${one.remedy}`).join('\n');
  return html;
}
