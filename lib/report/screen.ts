import { styleText } from 'node:util';

/** What a terminal can show. */
export interface TerminalOptions {
  readonly color: boolean;
  /** Columns; lines are at most 120 long whatever the width, since longer ones are hard to read. */
  readonly width: number;
  /** IANA zone in which times are told. */
  readonly timeZone: string;
  /** Nothing but ASCII, for terminals that show nothing else. */
  readonly ascii?: boolean;
}

export type Style = Parameters<typeof styleText>[0];

/** A row's parts besides its text. */
interface RowStyle {
  readonly label?: Style;
  readonly text?: Style;
  /** Said at the right edge of the first line, or under the text where there is no room, dimmed: a check's id. */
  readonly aside?: string;
}

/** Where rows are laid out: a label set right in a gutter, text with a hanging indent beside it. */
export interface Screen {
  readonly width: number;
  readonly timeZone: string;
  readonly paint: (style: Style | undefined, text: string) => string;
}

const gutter = 11;
const narrowest = 40;
/** Text beside an aside needs so many columns; with fewer, the aside goes under it. */
const narrowestBeside = 30;
const widest = 120;

/** Fixes colour and width for a rendering. */
export function createScreen({ color, width, timeZone }: TerminalOptions): Screen {
  return {
    width: Math.min(widest, Math.max(narrowest, width)),
    timeZone,
    // The flag alone decides: without validateStream, styleText would look at stdout and the environment.
    paint: (style, text) =>
      color && style !== undefined && text !== '' ? styleText(style, text, { validateStream: false }) : text,
  };
}

/** Blocks of lines as the text of a whole rendering, a blank line between them. */
export function joinBlocks(blocks: readonly (readonly string[])[], { ascii = false }: TerminalOptions): string {
  const text = blocks.flatMap((lines) => (lines.length > 0 ? [lines.map((line) => line.trimEnd()).join('\n')] : []));
  const whole = `${text.join('\n\n')}\n`;
  return ascii ? toAscii(whole) : whole;
}

/** A labelled row; the text wraps at the width, under its own beginning. */
export function row(screen: Screen, label: string, text: string, style: RowStyle = {}): string[] {
  const room = screen.width - gutter;
  const aside = style.aside ?? '';
  const isBeside = aside !== '' && room - aside.length > narrowestBeside;
  const lines = wrap(text, isBeside ? room - aside.length - 2 : room);
  const rows = lines.map((line, index) => {
    const start = index === 0 ? paintLabel(screen, label, style.label) : ' '.repeat(gutter);
    const end = index === 0 && isBeside ? `  ${aside}`.padStart(room - line.length) : '';
    return `${start}${screen.paint(style.text, line)}${screen.paint('dim', end)}`;
  });
  return aside === '' || isBeside ? rows : [...rows, `${' '.repeat(gutter)}${screen.paint('dim', aside)}`];
}

/** A labelled row that is never broken, so that it can be copied: a command. */
export function commandRow(screen: Screen, label: string, command: string): string {
  return `${paintLabel(screen, label, 'dim')}${screen.paint('cyan', command)}`;
}

/** A rule across the screen with a title in it, and a word at its end. */
export function heading(screen: Screen, title: string, aside: string): string {
  const rule = '─'.repeat(Math.max(2, screen.width - title.length - aside.length - 8));
  const bar = (line: string) => screen.paint('dim', line);
  return `${bar('──')} ${screen.paint('bold', title)} ${bar(`${rule} ${aside} ──`)}`;
}

/** Text in lines of at most so many characters; a longer word (a URL, an image) stays whole, to be copied. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function paintLabel(screen: Screen, label: string, style: Style | undefined): string {
  return ` ${' '.repeat(Math.max(0, gutter - 3 - label.length))}${screen.paint(style, label)}  `;
}

const lookalikes: Readonly<Record<string, string>> = {
  '─': '-',
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
};

function toAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7e]/gu, (character) => lookalikes[character] ?? '?');
}
