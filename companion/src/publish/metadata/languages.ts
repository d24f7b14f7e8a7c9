/**
 * Languages by their three letters (ISO 639-3), from tags as pages carry them
 * (BCP 47). Those that research is mostly written in; for others the form asks.
 */
const THREE_LETTERS = new Map(
  `ar ara,bg bul,bn ben,ca cat,cs ces,cy cym,da dan,de deu,el ell,en eng,es spa,
  et est,eu eus,fa fas,fi fin,fr fra,ga gle,gl glg,he heb,hi hin,hr hrv,hu hun,
  id ind,is isl,it ita,ja jpn,ko kor,lt lit,lv lav,mt mlt,nb nob,nl nld,nn nno,
  no nor,pl pol,pt por,ro ron,ru rus,sk slk,sl slv,sq sqi,sr srp,sv swe,th tha,
  tr tur,uk ukr,ur urd,vi vie,zh zho`
    .split(',')
    .map((row): [string, string] => {
      const [two = '', three = ''] = row.trim().split(' ');
      return [two, three];
    })
);

/** `eng` for `en`, `en-GB`, `eng` and `English`; null for what is not known. */
export function languageOf(text: string): string | null {
  const tag = text.trim().toLowerCase();
  const [primary = ''] = tag.split(/[-_]/);
  const three = THREE_LETTERS.get(primary);
  if (three !== undefined) {
    return three;
  }
  for (const [two, known] of THREE_LETTERS) {
    if (primary === known || englishNames.of(two)?.toLowerCase() === tag) {
      return known;
    }
  }
  return null;
}

const englishNames = new Intl.DisplayNames('en', { type: 'language' });
