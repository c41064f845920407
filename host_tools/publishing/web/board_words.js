// The board's words. `words.say` puts values into braces, numbers as the language writes them.
export const LANGUAGES = { kk: "Қазақша", ru: "Русский", en: "English" };
const TABLE = {
  rehearsal: ["СЫНАҚ. Бұл сайлау нәтижесі емес", "РЕПЕТИЦИЯ. Это не результаты выборов", "REHEARSAL. These are not results of an election"],
  signature_wrong: ["Тізімге орталық қол қоймаған. Бұл сандарға сенбеңіз", "Список не подписан центром. Не верьте этим числам", "The list is not signed by the centre. Do not trust these numbers"],
  publication: ["{}-жарияланым", "Публикация {}", "Publication {}"],
  publications: ["Жарияланым", "Публикация", "Publication"],
  list_signed: ["тізімге орталық қол қойған", "список подписан центром", "list signed by the centre"],
  list_open: ["бұл браузер қолтаңбаны тексере алмайды", "этот браузер не проверяет подписи", "this browser does not check signatures"],
  waiting: ["Файлдар күтілуде", "Ожидание файлов", "Waiting for the files"],
  no_server: ["Байланыс жоқ. Төменде {} сәтіндегі сандар", "Нет связи. Ниже числа на {}", "No connection. Below are the numbers of {}"],
  polls_open: ["Дауыс беру жүріп жатыр", "Голосование идёт", "Polls are open"],
  polls_closed: ["Дауыс беру аяқталды", "Голосование завершено", "Polls are closed"],
  reported: ["Учаскелердің хаттамалары", "Протоколы участков", "Precincts reported"],
  of: ["{} / {}", "{} из {}", "{} of {}"],
  typed: ["Терілген нөмірмен тіркелгендер", "Отмечено по набранному номеру", "Checked in by a typed number"],
  typed_note: ["терілген нөмірмен: {}, тіркелгендердің ішінде {}", "по набранному номеру: {} из {} отмеченных", "by a typed number: {} of {} check-ins"],
  turnout: ["Қатысу", "Явка", "Turnout"],
  turnout_of: ["тізімдегі {} сайлаушыдан", "от {} избирателей в списках", "of {} voters on the lists"],
  turnout_note: ["есепке алынған учаскелерде", "на учтённых участках", "in the precincts that are counted"],
  ballots: ["Бюллетеньдер", "Бюллетени", "Ballots"],
  devices: ["терминалда {}, қағазда {}", "на терминалах {}, на бумаге {}", "{} at terminals, {} on paper"],
  uncontested: ["Даусыз учаскелер", "Без оспоренных", "Without the contested"],
  uncontested_note: ["{} бюллетень, {} учаске", "{} бюллетеней, {} участков", "{} ballots, {} precincts"],
  results: ["Нәтижелер", "Результаты", "Results"],
  votes: ["дауыс", "голоса", "votes"],
  percent_ballots: ["Пайыз {} бюллетеньнен", "Проценты от {} бюллетеней", "Percent of {} ballots"],
  percent_valid: ["Пайыз {} жарамды бюллетеньнен", "Проценты от {} действительных бюллетеней", "Percent of {} valid ballots"],
  percent_votes: ["Пайыз {} дауыстан", "Проценты от {} голосов", "Percent of {} votes"],
  uncounted: ["Жарамды, есепке алынбайтын", "Действительных, не учтённых", "Valid, not counted"],
  blank: ["Белгі қойылмаған", "Без отметки", "Blank"],
  invalid: ["Жарамсыз", "Недействительные", "Invalid"],
  not_given: ["Берілмеген дауыстар", "Неиспользованные голоса", "Votes not given"],
  terminal: ["терминал", "терминал", "terminal"],
  paper: ["қағаз", "бумага", "paper"],
  regions: ["Өңірлер", "Регионы", "Regions"],
  region: ["Өңір", "Регион", "Region"],
  contest: ["Сұрақ", "Вопрос", "Contest"],
  precincts: ["Учаскелер", "Участки", "Precincts"],
  precinct: ["№ {} учаске", "Участок № {}", "Precinct {}"],
  find: ["Учаске нөмірі", "Номер участка", "Number of a precinct"],
  show: ["Көрсету", "Показать", "Show"],
  none_such: ["Мұндай учаске жоқ", "Такого участка нет", "There is no such precinct"],
  expected: ["күтілуде", "ожидается", "expected"],
  missing: ["хаттама жоқ", "протокола нет", "no protocol"],
  received: ["алынды", "получен", "received"],
  proved: ["дәлелденді", "доказан", "proved"],
  accepted: ["қабылданды", "принят", "accepted"],
  contested: ["дауланған", "оспорен", "contested"],
  annulled: ["жарамсыз деп танылды", "признан недействительным", "annulled"],
  stands: ["өз күшінде", "в силе", "stands"],
  disputed: ["дауланған", "оспорен", "disputed"],
  "under appeal": ["шағымдалған", "обжалуется", "under appeal"],
  "recount ordered": ["қайта санау тағайындалды", "назначен пересчёт", "recount ordered"],
  recounted: ["қайта саналды", "пересчитан", "recounted"],
  "annulled for the portable box": ["тасымалды жәшік жарамсыз", "переносной ящик признан недействительным", "annulled for the portable box"],
  lists: ["Хаттамасы жоқ және дауланған учаскелер", "Участки без протокола и оспоренные", "Missing and contested precincts"],
  no_missing: ["Дауыс беру аяқталғалы хаттамасы жоқ учаске қалмады", "После закрытия нет участков без протокола", "Since polls closed no precinct is without a protocol"],
  missing_open: ["Жоқ учаскелер дауыс беру аяқталғанда аталады", "Недостающие участки будут названы после закрытия", "Missing precincts are named once polls are closed"],
  contested_all: ["дауланған және жарамсыз деп танылған", "оспорены и признаны недействительными", "contested and annulled"],
  no_contested: ["Дауланған учаске жоқ", "Оспоренных участков нет", "No precinct is contested"],
  more: ["және тағы {}", "и ещё {}", "and {} more"],
  history: ["Тарих", "История", "History"],
  history_note: ["Әр жарияланымдағы хаттамалар саны", "Число протоколов в каждой публикации", "Protocols counted in each publication"],
  time: ["Уақыт", "Время", "Time"],
  on_list: ["Тізімде", "В списке", "On the list"],
  marked: ["Тізімде белгіленген", "Отмечено в списке", "Marked in the list"],
  protocol: ["Хаттама № {}", "Протокол № {}", "Protocol No. {}"],
  code: ["Хаттама коды", "Код протокола", "Code of the protocol"],
  signed: ["Қол қойылды", "Подписан", "Signed"],
  explained: ["Комиссияның түсіндірмесі", "Объяснение комиссии", "The commission's explanation"],
  corrected: ["Түзету себебі", "Причина исправления", "Reason of the correction"],
  ruling: ["Комиссия шешімі", "Решение комиссии", "Ruling"],
  agree: ["Картамен қол қойып, келіскендер", "Подписали картами и согласны", "Signed with cards and agree"],
  dissent: ["Қол қойып, келіспегендер", "Подписали и не согласны", "Signed and dissent"],
  problems: ["Неге толық емес", "Чего не хватает", "What is missing"],
  by_hand: ["терминалсыз, қолмен саналды", "без терминалов, подсчёт вручную", "without terminals, counted by hand"],
  not_counted: ["Бұл учаскенің дауыстары жалпы қосындыда жоқ", "Голоса этого участка не входят в суммы", "The votes of this precinct are in no sum"],
  no_picture: ["Қағаз хаттаманың суреті жарияланбаған", "Снимок бумажного протокола не опубликован", "No picture of the protocol on paper is published"],
  codes: ["Телефонға арналған кодтар", "Коды для телефона", "Codes for a phone"],
  codes_note: ["Қағаз хаттамадағы кодтардың өзі. Тексеру бетімен оқыңыз", "Те же коды, что на бумажном протоколе. Прочтите их страницей проверки", "The same codes as on the protocol's paper. Read them with the page that checks slips"],
  codes_none: ["Қазір көрсету мүмкін емес. Учаскені қайта ашыңыз", "Сейчас показать нельзя. Откройте участок ещё раз", "They cannot be shown now. Open the precinct again"],
  compare: ["Сандарды қағаздағымен салыстырыңыз", "Сравните числа с бумагой", "Compare the numbers with the paper"],
  close: ["Жабу", "Закрыть", "Close"],
  check: ["Әр санды кез келген адам тексере алады: tamga fetch, tamga verify", "Каждое число может проверить любой: tamga fetch, tamga verify", "Anybody can check every number: tamga fetch, tamga verify"],
  phone_page: ["Қағаздарды телефонмен тексеретін бет", "Страница, которой телефон проверяет бумаги", "The page with which a phone checks slips"],
  files: ["Файлдар", "Файлы", "Files"],
  page_note: ["Бұл бет тек оқиды, ештеңе сақтамайды", "Эта страница только читает и ничего не сохраняет", "This page only reads, and stores nothing"],
};
const CODES = Object.keys(LANGUAGES);
const LOCALES = { kk: "ru", ru: "ru", en: "en" };  // Kazakh groups digits as Russian does; not every browser knows that

class Words {
  constructor() {
    const wanted = [location.hash.slice(1), ...navigator.languages.map(one => one.slice(0, 2))];
    this.code = wanted.find(one => CODES.includes(one)) ?? CODES[0];
  }

  say(name, ...values) {
    const said = (TABLE[name] ?? [name, name, name])[CODES.indexOf(this.code)];
    return values.reduce((text, value) => text.replace("{}", typeof value === "number" ? this.number(value) : value), said);
  }

  number(value) {
    return new Intl.NumberFormat(LOCALES[this.code]).format(value);
  }

  percent(value) {
    return value === null || value === undefined ? "—"
      : `${new Intl.NumberFormat(LOCALES[this.code], { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value)}${this.code === "en" ? "" : "\u00a0"}%`;
  }

  name(names) {
    return names[this.code];
  }

  time(seconds, withDate = false) {
    const dateStyle = this.code === "kk" ? "short" : "medium";  // digits: the months' names would be Russian
    const options = withDate ? { dateStyle, timeStyle: "short" } : { timeStyle: "medium" };
    return new Intl.DateTimeFormat(LOCALES[this.code], options).format(new Date(1000 * seconds));
  }
}

export const words = new Words();
