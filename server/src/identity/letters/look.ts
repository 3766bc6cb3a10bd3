import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Html } from './html.ts';

/**
 * How letters look: the colours of the web app, in tables and inline styles, because that is what mail programs understand. No picture and
 * no font is fetched, so a letter shows at once on a slow phone and tells nobody that it was opened.
 */
export const look = {
  ground: 'margin:0;padding:0;background-color:#f3f3fb;-webkit-text-size-adjust:100%',
  preview: 'display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px',
  page: "padding:28px 12px 36px;font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif",
  card: 'width:100%;max-width:560px;background-color:#ffffff;border-radius:20px;border-collapse:separate',
  head: 'padding:26px 36px 28px;background-color:#17153b;border-radius:20px 20px 0 0',
  cowrie: 'display:inline-block;width:8px;height:15px;margin-right:3px;border-radius:50%;vertical-align:-1px',
  logo: 'margin:0 0 22px;font-size:22px;line-height:28px',
  mark: 'padding-left:9px;color:#ffffff;font-size:22px;font-weight:800;letter-spacing:-0.04em;line-height:28px',
  body: 'padding:30px 36px 36px',
  title: 'margin:0;color:#ffffff;font-size:30px;line-height:1.15;font-weight:800;letter-spacing:-0.03em',
  words: 'margin:0 0 18px;color:#17153b;font-size:17px;line-height:1.55',
  buttonRoom: 'margin:26px 0',
  button:
    'display:block;padding:17px 24px;background-color:#ffb627;border-radius:14px;color:#17153b;font-size:18px;line-height:24px;font-weight:700;text-align:center;text-decoration:none',
  facts: 'width:100%;margin:0 0 20px;padding:9px 0;background-color:#f3f3fb;border-radius:14px;border-collapse:separate',
  fact: 'padding:7px 20px',
  name: 'color:#4a4870;font-size:14px;line-height:20px',
  value: 'color:#17153b;font-size:17px;line-height:24px;font-weight:600;word-break:break-word',
  caution:
    'margin:26px 0 0;padding:18px 20px;background-color:#fff4dc;border-radius:14px;color:#573703;font-size:16px;line-height:1.5',
  cautionLink:
    'display:block;margin:16px 0 2px;padding:12px 16px;border:2px solid #573703;border-radius:12px;color:#573703;line-height:22px;font-weight:700;text-align:center;text-decoration:none',
  instead: 'margin:22px 0 0;color:#4a4870;font-size:13px;line-height:1.5;word-break:break-all',
  link: 'color:#3a3785',
  foot: 'width:100%;max-width:560px',
  footCell: 'padding:22px 36px 0',
  footWords: 'margin:0 0 10px;color:#4a4870;font-size:14px;line-height:1.5;word-break:break-word',
} as const;

/** For what can not be said inline. Its comment stays at home. */
export const sheet: Html = {
  markup: readFileSync(join(import.meta.dirname, 'letter.css'), 'utf8')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .trim(),
};
