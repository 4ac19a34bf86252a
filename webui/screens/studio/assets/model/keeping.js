// What other tools drew and this editor does not, such as a process without a pool, stays in the diagram when it is saved.
const AFTER_ORDERING = 100;

class Keeping {
  constructor(eventBus, elementRegistry) {
    let undrawn = [];
    eventBus.on('import.render.start', ({ definitions }) => {
      undrawn = (definitions.diagrams ?? []).flatMap(({ plane }) => (plane?.planeElement ?? []).map((shape) => ({ plane, shape })));
    });
    eventBus.on('import.render.complete', () => {
      undrawn = undrawn.filter(({ shape }) => shape.bpmnElement && !elementRegistry.get(shape.bpmnElement.id));
    });
    eventBus.on('saveXML.start', AFTER_ORDERING, () => {
      for (const { plane, shape } of undrawn) {
        const shapes = plane.get('planeElement');
        if (!shapes.includes(shape)) shapes.push(shape);
      }
    });
  }

  static $inject = ['eventBus', 'elementRegistry'];
}

export default { __init__: ['keeping'], keeping: ['type', Keeping] };
