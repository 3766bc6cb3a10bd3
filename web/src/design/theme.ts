import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  PasswordInput,
  TextInput,
} from '@mantine/core';
import fields from './fields.module.css';

type Scale = 'adire' | 'sun' | 'leaf' | 'clay';

function scale(name: Scale): MantineColorsTuple {
  const shade = (index: number) => `var(--akawo-${name}-${index})`;
  return [shade(0), shade(1), shade(2), shade(3), shade(4), shade(5), shade(6), shade(7), shade(8), shade(9)];
}

// Greys that lean towards adire, so that nothing looks borrowed.
const gray: MantineColorsTuple = [
  '#f6f6fb',
  '#ecebf5',
  '#dddcea',
  '#c9c8dc',
  '#a7a5c2',
  '#83819f',
  '#656385',
  '#4a4870',
  '#312f55',
  '#17153b',
];
const dark: MantineColorsTuple = [
  '#f4f3fc',
  '#bfbddc',
  '#9d9ac4',
  '#7f7cb0',
  '#4a477a',
  '#35325f',
  '#211f47',
  '#191737',
  '#0e0d24',
  '#07061a',
];

/** Mantine's widgets wear Akawo's clothes: sizes for thumbs, colours from tokens.css, which knows both schemes. */
export const theme = createTheme({
  colors: { adire: scale('adire'), sun: scale('sun'), leaf: scale('leaf'), clay: scale('clay'), gray, dark },
  primaryColor: 'adire',
  primaryShade: { light: 8, dark: 5 },
  fontFamily:
    "'Inter Variable', 'Inter as Roboto', 'Inter as Arial', 'Inter as DejaVu', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.875rem', sm: '1rem', md: '1.0625rem', lg: '1.25rem', xl: '1.5rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.55', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2.5rem' },
  radius: { sm: 'var(--akawo-radius-small)', md: 'var(--akawo-radius)', lg: 'var(--akawo-radius-large)' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  variantColorResolver(input) {
    const standard = defaultVariantColorsResolver(input);
    if (input.variant !== 'filled' || (input.color !== undefined && input.color !== input.theme.primaryColor)) return standard;
    const background = 'var(--akawo-action)';
    return { ...standard, background, hover: 'var(--akawo-action-hover)', color: 'var(--akawo-on-action)' };
  },
  components: {
    Button: Button.extend({ defaultProps: { size: 'lg' }, classNames: { root: fields.button, label: fields.buttonLabel } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { size: '3rem', variant: 'transparent' }, classNames: { root: fields.icon } }),
    TextInput: TextInput.extend({ classNames: fieldParts() }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { rightSectionWidth: '3.5rem' },
      classNames: { ...fieldParts(), innerInput: fields.inner, visibilityToggle: fields.toggle },
    }),
  },
});

function fieldParts() {
  return { label: fields.label, input: fields.input, error: fields.error, description: fields.description };
}

const fromTokens = {
  '--mantine-color-body': 'var(--akawo-canvas)',
  '--mantine-color-text': 'var(--akawo-text)',
  '--mantine-color-bright': 'var(--akawo-text)',
  '--mantine-color-dimmed': 'var(--akawo-quiet)',
  '--mantine-color-placeholder': 'var(--akawo-quiet)',
  '--mantine-color-anchor': 'var(--akawo-link)',
  '--mantine-color-error': 'var(--akawo-bad)',
  '--mantine-color-default': 'var(--akawo-canvas)',
  '--mantine-color-default-hover': 'var(--akawo-surface)',
  '--mantine-color-default-color': 'var(--akawo-text)',
  '--mantine-color-default-border': 'var(--akawo-edge)',
  '--mantine-color-disabled': 'var(--akawo-surface)',
  '--mantine-color-disabled-color': 'var(--akawo-quiet)',
  '--mantine-color-disabled-border': 'var(--akawo-line)',
  '--mantine-primary-color-filled': 'var(--akawo-action)',
  '--mantine-primary-color-filled-hover': 'var(--akawo-action-hover)',
  '--mantine-primary-color-contrast': 'var(--akawo-on-action)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: fromTokens, dark: fromTokens });
