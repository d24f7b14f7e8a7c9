export default {
  extends: ['stylelint-config-standard'],
  reportNeedlessDisables: true,
  rules: {
    // JupyterLab's names: jp-SciMeshPanel, jp-SciMeshPanel-header, jp-mod-active.
    'selector-class-pattern': [
      '^(jp|lm|m)-[A-Za-z0-9]+(-[A-Za-z0-9]+)*$',
      { message: 'Expected a class name as JupyterLab writes them' }
    ],
    // Themes decide on colours.
    'color-named': 'never',
    'color-no-hex': true,
    'function-disallowed-list': [['rgb', 'rgba', 'hsl', 'hsla']]
  }
};
