// What the editor of a model depends on: a file of Camunda 7 is edited in its own words, everything else in Camunda 8's.
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';
import { ZeebeVariableResolverModule } from '@bpmn-io/variable-resolver';
import { CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import { CamundaPlatformPropertiesProviderModule, ZeebePropertiesProviderModule } from 'bpmn-js-properties-panel';
import BehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

import forms from './forms.js';
import linking from './linking.js';
import variables from './variables.js';

const CAMUNDA_8 = 'http://camunda.org/schema/zeebe/1.0';
const CAMUNDA_7 = ['"http://camunda.org/schema/1.0/bpmn"', '"http://activiti.org/bpmn"'];

const inCamunda8 = {
  moddleExtensions: { zeebe },
  modules: [
    ZeebePropertiesProviderModule,
    CloudElementTemplatesPropertiesProviderModule,
    BehaviorsModule,
    ZeebeVariableResolverModule,
    ElementTemplateChooserModule,
    CreateAppendElementTemplatesModule,
    forms,
    linking,
    variables,
  ],
  hasTemplates: true,
};

/** The modules for a model, and whether it is offered what Baton does by itself. */
export async function dialectOf(text) {
  if (text.includes(CAMUNDA_8) || !CAMUNDA_7.some((namespace) => text.includes(namespace))) return inCamunda8;
  const [behaviors, words] = await Promise.all([
    import('camunda-bpmn-js-behaviors/lib/camunda-platform'),
    import('camunda-bpmn-moddle/resources/camunda.json'),
  ]);
  return {
    moddleExtensions: { camunda: words.default },
    modules: [CamundaPlatformPropertiesProviderModule, behaviors.default],
    hasTemplates: false,
  };
}
