"""Pure: words that stand in every text of a language and tell nothing of what happened; short lists of our own.

They never join two articles. Longer lists win nothing: what is frequent weighs little by itself.
"""

_LISTS = {
    "en": (
        "a about after again against all also am an and any are as at be because been before being between both but by can could "
        "did do does doing don done down during each few for from further get gets got had has have having he her here hers him his "
        "how i if in into is isn it its itself just let like ll made make makes many may me might more most much must my new no nor "
        "not now of off on once one only or other our out over own per re s said same say says see seen she should since so some "
        "such t than that the their them then there these they this those though through to too under until up upon us ve very "
        "via want was wasn way we well were what when where whether which while who whom whose why will with within without won "
        "would yet you your yours"
    ),
    "de": (
        "ab aber alle allem allen aller als also am an auch auf aus bei beim bis bin bist da damit dann das dass dem den denn der des "
        "die dies diese diesem diesen dieser doch dort du durch ein eine einem einen einer eines er es etwas für fuer gegen hat hatte "
        "haben hier hin ich ihm ihn ihr ihre ihren im in ins ist ja jede jeder jetzt kann kein keine können man mehr mein mit muss "
        "nach neue neuen neuer nicht noch nun nur ob oder ohne sagt schon sehr seit sein seine seinen seiner sich sie sind so soll "
        "sollen über ueber um und uns unter viel vom von vor war waren was weil wenn wer werden wie wieder will wir wird worden "
        "wurde wurden zu zum zur zwischen"
    ),
    "fr": (
        "a à après au aussi aux avec avant c ce ceci cela ces cet cette ceux chez comme contre d dans de depuis des dit donc du elle "
        "elles en encore entre est et été être eu fait font il ils j je l la le les leur leurs lors lui m mais même moins n ne ni non "
        "nos notre nous on ont ou où par pas pendant peu peut plus pour pourquoi qu quand que quel quelle qui s sa sans se selon ses "
        "si son sont sous sur t ta tes toujours tous tout toute très un une va vers veut vos votre vous y"
    ),
    "es": (
        "a al algo ante antes así aún aunque bajo cada como cómo con contra cual cuando de del desde después dice donde dos durante e "
        "el ella ellas ellos en entre era es esa ese eso esta está están este esto estos fue fueron ha hace hacia han hasta hay la "
        "las le les lo los más me mi mientras muy nada ni no nos o otra otro para pero poco por porque qué que quien se sea según "
        "ser si sí sido sin sobre son su sus también tan te tiene todo todos tras tu un una uno unos y ya yo"
    ),
    "it": (
        "a ad agli ai al alla alle allo anche ancora avere c che chi ci come con contro cosa cui da dagli dai dal dalla dalle degli "
        "dei del della delle dello di dopo dove e è ed era fa fra fu già gli ha hanno i il in io l la le lei li lo loro lui ma mai "
        "mi molto ne negli nei nel nella nelle no noi non o ogni ora per perché più poi prima può quando quanto quella quello questa "
        "questo qui se senza si sia sono sta su sua sui sul sulla suo suoi te ti tra tutti tutto un una uno va vi"
    ),
    "pt": (
        "a ainda ao aos após as às até com como contra da das de depois diz do dos e é ela elas ele eles em entre era essa esse esta "
        "está este eu foi foram há isso já mais mas mesmo meu muito na não nas nem no nos o onde os ou para pela pelas pelo pelos por "
        "porque qual quando que quem se sem ser será seu seus só sob sobre sua suas também tem ter todo um uma uns"
    ),
    "nl": (
        "aan af al alle als altijd bij daar dan dat de der deze die dit door een en er geen had heb heeft hem het hij hoe hun ik in is "
        "je kan maar me meer men met mijn moet na naar niet nieuwe nog nu of om omdat onder ook op over te tegen tot uit van veel voor "
        "want waren was wat we wel werd wie wij wil worden wordt ze zegt zich zij zijn zo zonder zou"
    ),
    "sv": (
        "alla att av bara blev bli blir de dem den denna det detta dig din du där efter eller en ett från får för ha hade han har hon "
        "hur i in inte ja jag kan man med men mer mot mycket måste ny nya när nu någon och om på sedan sig ska som så säger till under "
        "upp ut var vara vi vid vill är även över"
    ),
    "da": (
        "af alle at blev blive bliver da de dem den denne der det dette dig din du efter eller en er et for fra få har han havde hun "
        "hvad hvis hvor i ikke ind ja jeg kan man med meget men mere mod må ned nu ny nye når og også om op over på sig siger sin "
        "skal som så til ud under var ved vi vil være"
    ),
    "no": (
        "alle at av bare ble blir da de dem den denne der det dette du eller en er et etter for fra få før ha hadde han har hun hva "
        "hvis hvor i ikke inn ja jeg kan man med men mer mot må ned nye ny nå når og også om opp over på seg sier sin skal som så til "
        "under ut var ved vi vil være"
    ),
    "fi": (
        "ei ja jo joka jos kanssa kuin kun mikä mukaan mutta myös niin nyt oli olla on ovat sanoo se sekä sen siitä tai tämä tulee "
        "vain vielä voi yli että hän he ollut eikä"
    ),
    "ru": (
        "а без более бы был была были было быть в вам вас во вот все всего всех вы где да для до его ее её если есть еще ещё же за и из "
        "или им их к как когда который которые кто ли между мне может мы на над не него нет ни них но ну о об он она они от по под "
        "после при про с со так также там то того только тоже том у уже что чтобы эта эти это этого этой этом этот я"
    ),
    "uk": (
        "а або без більше був була були було бути в вже від вона вони все всі да де для до є з за і із й його її їх як яка які який "
        "коли ми на над не ні о він по під після при про що щоб та так також те ти то тому у це цей ці через я"
    ),
    "pl": (
        "a aby ale bez będzie być był była było były by ci co czy dla do go gdy i ich ile im jak jako je jego jej jest już kiedy "
        "która które który lub ma może mu na nad nie nim o od on ona oni oraz po pod przed przez przy się są ta tak także te tego "
        "tej ten to tu tylko tym w we wraz z za ze że"
    ),
    "cs": "a aby ale ani bez bude být by byl byla bylo byly co do i jak jako je jeho její jsou již k kde když která které který ke ma má na nad ne o od po pod podle pro proti při s se si tak také to u už v ve více z za ze že",
    "tr": "ama ancak bir biri bu çok da daha de değil diye en gibi göre hem her için ile ise kadar ki mi ne o oldu olan olarak olduğu on sonra şu ve veya ya yeni",
    "ro": "a ai al ale am ar are au ca care că ce cea cei cel cu da de despre din după ea ei el este eu fi fost în la le lor lui mai ne nu o pe pentru prin sa să se și sunt un una unei unui va",
    "hu": "a az egy és hogy nem is meg ez azt van volt már csak még de ki mi el lesz után szerint mint vagy ha kell be fel le",
    "id": "ada adalah akan atau bagi bahwa bisa dalam dan dari dengan di hingga ia ini itu jadi juga kami karena kata ke kepada lebih mereka oleh pada para saat sebagai sudah tak telah tidak untuk yang",
    "el": "αλλά αν από για δεν είναι ένα ένας ή η θα και κατά με μετά μια να ο οι όπως ότι που προς πως σε στα στη στην στις στο στον στους τα τη την της τις το τον του τους των ως",
    "ar": "من في على إلى الى عن ان أن إن ما لا هذا هذه ذلك التي الذي مع كان كانت قد بعد قبل بين كل أو او ثم لم لن هو هي هم كما حتى عند عليه أي أكثر خلال و قال قالت يوم نحو اجل",
    "fa": "از به در با را که این آن و است بود شد برای تا بر هم نیز یک می شود کرد خود اما یا",
    "hi": "का के की में है हैं से को ने पर और यह वह था थी थे एक भी तो कि हो गया नहीं लिए या कर इस उस",
}


def _fold(word: str) -> str:
    return word.casefold().translate(str.maketrans("أإآٱىک", "ااااي" + "ك"))


STOPWORDS: dict[str, frozenset[str]] = {
    language: frozenset(map(_fold, text.split())) for language, text in _LISTS.items()
}
STOPWORDS["nb"] = STOPWORDS["nn"] = STOPWORDS["no"]
STOPWORDS[""] = frozenset().union(*(STOPWORDS[code] for code in ("en", "de", "fr", "es", "it", "pt", "nl")))
"""Language -> its words, as ``articles/words.py`` folds them; "" for texts of an unknown language."""
