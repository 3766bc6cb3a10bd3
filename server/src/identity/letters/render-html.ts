import { type Content, type Link, type Part } from './content.ts';
import { neverAsks, sentBecause } from './footer.ts';
import { type Html, html } from './html.ts';
import { look, sheet } from './look.ts';

/** A white cowrie for each who saves along, and one in the colour of the sun for the one whose turn it is. */
const cowries = ['#ffb627', '#ffffff', '#ffffff', '#ffffff', '#ffffff', '#ffffff'];

export function renderHtml({ subject, preview, title, greeting, parts }: Content, to: string): string {
  const buttons = parts.filter((part) => part.kind === 'button');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>${subject}</title>
        <style>
          ${sheet}
        </style>
      </head>
      <body class="ground" style="${look.ground}">
        <div style="${look.preview}">${preview}</div>
        <table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="${look.ground}">
          <tr>
            <td align="center" style="${look.page}">
              <table role="presentation" class="card" width="560" cellpadding="0" cellspacing="0" border="0" style="${look.card}">
                <tr>
                  <td class="head room" align="left" style="${look.head}">
                    <p style="${look.logo}">${cowries.map(cowrie)}<span style="${look.mark}">akawo</span></p>
                    <h1 style="${look.title}">${title}</h1>
                  </td>
                </tr>
                <tr>
                  <td class="room" align="left" style="${look.body}">
                    <p class="ink" style="${look.words}">${greeting}</p>
                    ${parts.map(partHtml)} ${buttons.map(instead)}
                  </td>
                </tr>
              </table>
              <table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0" style="${look.foot}">
                <tr>
                  <td class="room" align="left" style="${look.footCell}">
                    <p class="quiet" style="${look.footWords}"><strong>${neverAsks.title}</strong> ${neverAsks.text}</p>
                    <p class="quiet" style="${look.footWords}">${sentBecause(to)}</p>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html> `.markup;
}

function partHtml(part: Part): Html {
  switch (part.kind) {
    case 'words':
      return html`<p class="ink" style="${look.words}">${part.text}</p>`;
    case 'button':
      return html`<p style="${look.buttonRoom}"><a href="${part.url}" style="${look.button}">${part.label}</a></p>`;
    case 'facts':
      return html`<table
        role="presentation"
        class="facts"
        width="100%"
        cellpadding="0"
        cellspacing="0"
        border="0"
        style="${look.facts}"
      >
        ${part.facts.map(factHtml)}
      </table>`;
    case 'caution':
      return html`<p class="caution" style="${look.caution}">
        <strong>${part.title}</strong> ${part.text}${part.link === undefined ? '' : cautionLink(part.link)}
      </p>`;
  }
}

function cowrie(colour: string): Html {
  return html`<span style="${look.cowrie};background-color:${colour}"></span>`;
}

function factHtml([name, value]: readonly [string, string]): Html {
  return html`<tr>
    <td style="${look.fact}">
      <span class="quiet" style="${look.name}">${name}</span><br />
      <span class="ink" style="${look.value}">${value}</span>
    </td>
  </tr>`;
}

function cautionLink({ label, url }: Link): Html {
  return html`<a href="${url}" style="${look.cautionLink}">${label}</a>`;
}

/** For a mail program that shows the button and does not open it. */
function instead({ url }: Link): Html {
  return html`<p class="quiet" style="${look.instead}">
    The button does nothing? Open this address:<br /><a class="link" href="${url}" style="${look.link}">${url}</a>
  </p>`;
}
