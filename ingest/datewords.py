"""The words of dates in the languages of the world's feeds: months, halves of the day, named zones.

Names are those of calendars and abbreviations those of software; "jua" is a slip of one publisher's. Where two languages
use one name for different months, the one with more feeds has it (listopad is November, as in Polish and Czech).
"""

import unicodedata

_MONTHS = (
    """jan jua january januar januari janvier janv enero ene gennaio gen janeiro styczen stycznia sty leden ledna led
    janvaris janv jaanuar sausio sausis tammikuu tammikuuta tammi ocak oca januarie ianuarie ian gener siječanj siječnja
    janúar jän jänner jua január
    январь января янв јануар јан януари яну січень січня січ студзень студзеня
    ιαν ιανουάριος ιανουαρίου ינואר يناير جانفي كانون_الثاني ژانویه जनवरी जन জানুয়ারি มกราคม ม.ค""",
    """feb february februar februari février févr fév febrero febbraio fevereiro fev luty lutego lut únor února úno
    februāris veebruar vasario vasaris helmikuu helmikuuta helmi şubat şub februarie febrer veljača veljače febrúar feber
    február
    февраль февраля фев февр фебруар феб февруари февр лютий лютого лют люты лютага
    φεβ φεβρουάριος φεβρουαρίου פברואר فبراير فيفري شباط فوریه फ़रवरी फरवरी ফেব্রুয়ারি กุมภาพันธ์ ก.พ""",
    """mar march mär märz maerz maart mrt mars marzo março marca marzec březen března bře marts märts kovo kovas
    maaliskuu maaliskuuta maalis mart martie març ožujak ožujka mrz március márc marec
    март марта мар мара березень березня бер сакавік сакавіка
    μαρ μάρτιος μαρτίου מרץ מרס مارس آذار मार्च মার্চ มีนาคม มี.ค""",
    """apr april avril avr abril abr aprile kwiecień kwietnia kwi duben dubna dub aprīlis aprill balandžio balandis
    huhtikuu huhtikuuta huhti nisan nis aprilie travanj travnja apríl április ápr
    апрель апреля апр април квітень квітня квіт красавік красавіка
    απρ απρίλιος απριλίου אפריל أبريل ابريل أفريل نيسان آوریل अप्रैल এপ্রিল เมษายน เม.ย""",
    """may mai mei maj maja mayo maggio mag maio mayıs květen května kvě maijs gegužės gegužė toukokuu toukokuuta touko
    maig svibanj svibnja maí máj május toukok mayis
    май мая мај травень травня трав травень травеня травня
    μαι μάι μάιος μαΐου מאי مايو ماي أيار مه मई মে พฤษภาคม พ.ค""",
    """jun june juni juin junio giugno giu junho czerwiec czerwca cze červen června čvn jūnijs juuni birželio birželis
    kesäkuu kesäkuuta kesä haziran haz iunie iun juny lipanj lipnja júní jún június
    июнь июня июн јун јуни юни червень червня черв чэрвень чэрвеня
    ιουν ιούν ιουνίου ιούνιος יוני يونيو جوان حزيران ژوئن जून জুন มิถุนายน มิ.ย""",
    """jul july juli juillet juil julio luglio lug julho lipiec lipca lip červenec července čvc jūlijs juuli liepos
    liepa heinäkuu heinäkuuta heinä temmuz tem iulie iul juliol srpanj srpnja júlí júl július
    июль июля июл јул јули юли липень липня лип ліпень ліпеня
    ιουλ ιούλ ιουλίου ιούλιος יולי يوليو جويلية تموز ژوئیه जुलाई জুলাই กรกฎาคม ก.ค""",
    """aug august augustus août aout agosto ago sierpień sierpnia sie srpen srpna srp augusts rugpjūčio rugpjūtis
    elokuu elokuuta elo ağustos ağu agustus agt agost kolovoz kolovoza ágúst augusztus ags ogos
    август августа авг аугуст серпень серпня серп жнівень жніўня
    αυγ αύγ αύγουστος αυγούστου אוגוסט أغسطس اغسطس أوت آب اوت अगस्त আগস্ট สิงหาคม ส.ค""",
    """sep sept september septembre septiembre setiembre settembre set setembro wrzesień września wrz září zář
    septembris rugsėjo rugsėjis syyskuu syyskuuta syys eylül eyl septembrie setembre rujan rujna szeptember szept
    сентябрь сентября сен сент септембар септембри сеп септ вересень вересня вер верасень верасня
    σεπ σεπτέμβριος σεπτεμβρίου ספטמבר سبتمبر أيلول سپتامبر सितंबर সেপ্টেম্বর กันยายน ก.ย""",
    """oct october okt oktober octobre octubre ottobre ott outubro out październik października paź říjen října říj
    oktobris oktoober spalio spalis lokakuu lokakuuta loka ekim eki octombrie október ottob
    октябрь октября окт октобар октомври жовтень жовтня жовт кастрычнік кастрычніка
    οκτ οκτώβριος οκτωβρίου אוקטובר أكتوبر اكتوبر تشرين_الأول اکتبر अक्टूबर অক্টোবর ตุลาคม ต.ค""",
    """nov november novembre noviembre novembro listopad listopadu listopada lis novembris lapkričio lapkritis
    marraskuu marraskuuta marras kasım kas noiembrie noi studeni studenoga studenog nóvember nopember
    ноябрь ноября ноя нояб новембар ноември ное лістапад лістапада листопад листопада лист
    νοε νοέμβριος νοεμβρίου נובמבר نوفمبر تشرين_الثاني نوامبر नवंबर নভেম্বর พฤศจิกายน พ.ย""",
    """dec december dez dezember décembre déc diciembre dic dicembre dezembro grudzień grudnia gru prosinec prosince
    pro decembris detsember gruodžio gruodis joulukuu joulukuuta joulu aralık ara decembrie desembre des desember
    prosinac prosinca desembris disember
    декабрь декабря дек децембар декември грудень грудня груд снежань снежня
    δεκ δεκέμβριος δεκεμβρίου דצמבר ديسمبر كانون_الأول دسامبر दिसंबर ডিসেম্বর ธันวาคม ธ.ค""",
)

_NOT_FOLDED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "أ": "ا", "إ": "ا", "آ": "ا", "ي": "ی", "ك": "ک"})


def folded(text: str) -> str:
    """Return text in one spelling: lower case, full-width forms and accents taken off, look-alike letters made one."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).translate(_NOT_FOLDED)


MONTHS = {folded(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
"""Folded name or abbreviation -> 1 to 12. Two words that are one name are joined by ``_``."""

AFTERNOON = frozenset(map(folded, ("pm", "p.m", "午後", "下午", "오후", "μμ", "μ.μ", "م", "مساء")))
"""Marks of the hours from noon to midnight, folded."""

ZONES = {
    name: round(float(hours) * 60)
    for line in (
        "0 gmt utc ut z wet uct zulu",
        "1 bst cet met mez wat west",
        "2 cest mest mesz eet cat sast",
        "3 eest msk trt eat",
        "3.5 irst",
        "4 msd gst samt",
        "4.5 irdt",
        "5 pkt uzt yekt",
        "5.5 ist",
        "5.75 npt",
        "6 omst almt bdt",
        "7 wib ict novt krat",
        "8 awst hkt sgt myt pht wita irkt",
        "9 jst kst wit yakt",
        "9.5 acst",
        "10 aest vlat",
        "10.5 acdt",
        "11 aedt",
        "12 nzst",
        "13 nzdt",
        "-1 azot",
        "-2.5 ndt",
        "-3 adt brt art clst uyt",
        "-3.5 nst",
        "-4 ast edt clt vet bot",
        "-5 est cdt et pet cot ect",
        "-6 cst mdt ct",
        "-7 mst pdt mt",
        "-8 pst akdt pt",
        "-9 akst hadt",
        "-10 hst hast",
    )
    for hours, *names in [line.split()]
    for name in names
}
"""Folded zone name -> minutes east of UTC. Where two places share a name, the one with more news has it."""
