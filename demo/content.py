"""The words of the demonstration: ours, said by roles, about nothing that happened."""

SESSION_FULL = {
    "title": "Dire les choses avec celles et ceux qui les vivent (démonstration)",
    "summary": "Une session de démonstration, remplie de tout ce qu'une session peut garder.",
    "programme": (
        "<h3>9 h 30 – Accueil</h3><p>Un tour de table : une réussite, une difficulté.</p>"
        "<h3>10 h – Deux retours d'expérience</h3><p>Chacun raconte un quart d'heure ; le groupe "
        "questionne, puis dit ce qu'il ferait chez lui.</p>"
        "<h3>11 h 30 – Ce qu'on emporte</h3><p>Trois phrases, écrites ensemble.</p>"
    ),
    "reports": (
        {
            "territory": "loos-en-gohelle",
            "teller": "Agente de Loos (démo)",
            "tried": "Ouvrir les réunions de quartier par un récit d'habitante plutôt que par un "
            "diaporama.",
            "changed": "Les personnes qui ne prenaient jamais la parole ont été les premières à "
            "proposer une suite.",
            "resists": "Les services attendent encore un compte rendu chiffré, que le récit ne "
            "donne pas.",
        },
        {
            "territory": "yaounde-6",
            "teller": "Agent de Yaoundé (démo)",
            "tried": "Faire raconter l'histoire d'une source par trois générations avant de "
            "parler de sa protection.",
            "changed": "Le comité de quartier a pris la date de la réunion suivante lui-même.",
            "resists": "Sans budget d'animation, tout repose sur deux personnes.",
        },
    ),
    "recit": "On est entrés par la cour,\non s'attendait à des chaises en rangs,\n"
    "il y avait des tables, du thé, des cartes.\n\nQuelqu'une a dit : « je ne sais pas "
    "raconter »,\net elle a raconté.\n\nOn est repartis par la cour,\navec trois phrases et une "
    "date.",
    "account": "Deux retours d'expérience, puis un travail en petits groupes.\n\nLe groupe retient "
    "que le récit ne remplace pas la mesure : il dit ce qu'il faudrait mesurer.\n\nDécidé : "
    "chaque délégation rapporte à la prochaine session une histoire courte et le chiffre qui "
    "lui manque.",
    "minutes": "Une histoire courte par délégation pour la prochaine session.\n"
    "L'équipe met en commun une fiche pour préparer un entretien.",
    "transcript": "WEBVTT\n\n00:00.000 --> 00:04.000\nBienvenue à cette session de "
    "démonstration.\n\n00:04.000 --> 00:08.000\nCet enregistrement ne contient qu'un son de "
    "test.\n",
    "lessons": (
        "Un récit ne remplace pas une mesure : il montre ce qu'il faudrait mesurer.",
        "Qui ne prend jamais la parole la prend plus volontiers après une histoire qu'après un "
        "diaporama.",
    ),
}
SESSION_SECOND = {
    "title": "Le chiffre qui manque à nos histoires (démonstration)",
    "summary": "La suite : chaque délégation revient avec une histoire et le chiffre qui lui "
    "manque.",
    "programme": "<h3>9 h 30 – Trois histoires</h3><p>Cinq minutes chacune.</p>"
    "<h3>10 h 30 – Le chiffre qui manque</h3><p>À quoi verra-t-on que cela a changé ?</p>",
    "reports": (
        {
            "territory": "le-vigan",
            "teller": "Élue du Vigan (démo)",
            "tried": "Compter les personnes revenues d'elles-mêmes à la réunion suivante.",
            "changed": "Ce chiffre simple parle à tout le monde, services compris.",
            "resists": "Il ne dit rien de celles et ceux qui ne sont jamais venus.",
        },
    ),
    "account": "Trois histoires, trois chiffres simples.\n\nLe groupe choisit de garder un même "
    "chiffre d'une session à l'autre : les personnes revenues d'elles-mêmes.",
    "recit": "Trois histoires posées sur la table.\nSous chacune, une case vide.\n\n"
    "On a cherché le chiffre ensemble.\nIl tenait dans une main.",
    "minutes": "Garder un chiffre commun d'une session à l'autre.",
    "transcript": "WEBVTT\n\n00:00.000 --> 00:04.000\nDeuxième session de démonstration.\n",
    "lessons": (
        "Un chiffre que tout le monde peut compter vaut mieux qu'un indicateur que personne "
        "ne lit.",
    ),
}

#: What the pair's channel says to whoever comes into it.
PAIR_WELCOME = (
    "Loos-en-Gohelle et Yaoundé se parlent ici **entre deux rencontres** :\n\n"
    "- ce qu'on essaie, et ce qui coince\n"
    "- une question par message, on y répond mieux\n\n"
    "Prenez le temps qu'il vous faut, personne n'attend de réponse le jour même."
)
#: Channel by channel: who says what, and to whom if to somebody. Keys are accounts of the cast.
PAIR_TALK = (
    (
        "elue.loos",
        "Bonjour à Yaoundé ! Ici on prépare la fête du quartier. Comment faites-vous "
        "venir les personnes qui ne viennent jamais ?",
    ),
    (
        "elue.yaounde",
        "Bonjour Loos ! On ne les fait pas venir : on va chez elles, à trois, avec "
        "une question et une heure devant nous.",
        "elue.loos",
    ),
    ("agente.loos", "À trois, c'est qui ?"),
    ("agent.yaounde", "Une élue, un agent, une voisine. La voisine parle la première."),
    (
        "eco.yaounde",
        "Et on dit tout de suite à quelle date on revient raconter ce qu'on en a fait.",
        "everybody",
    ),
    ("eco.loos", "On peut essayer dès la semaine prochaine. On vous raconte."),
)
DELEGATION_TALK = (
    ("elue.loos", "Qui peut relire l'invitation avant ce soir ?", "kind:agent"),
    ("agente.loos", "Moi. Je la raccourcis de moitié."),
)
VIGAN_TALK = (
    ("agente.levigan", "J'ai mis la date de la prochaine rencontre dans l'agenda."),
    ("etat.levigan", "Je viens. Je préviens aussi la personne qui me remplace."),
    ("eco.levigan", "Peut-on commencer à 18 h ? Je ferme la boutique à 17 h 30."),
    ("elue.levigan", "18 h, c'est noté."),
)
PEERS_TALK = (
    ("elue.levigan", "Entre élues : comment gardez-vous une soirée libre par semaine ?"),
    ("elue.loos", "En l'annonçant. Le mercredi, tout le monde sait."),
    ("elue.yaounde", "Même chose le jeudi. Et personne ne s'en est plaint."),
)
COMAP_TALK = (
    ("participante.comap", "J'ai manqué la première session : par où commencer ?"),
    (
        "animatrice.chantier",
        "Par le récit de la journée, puis les deux enseignements. Dix minutes suffisent.",
    ),
)

SYNTHESIS = {
    "title": "Ce que disent les cartes dessinées en chemin (démonstration)",
    "summary": "Six séances, cinq cas, une même surprise : la carte qui aide n'était pas prévue. "
    "Cette synthèse de démonstration montre ce qu'un chantier peut publier.",
    "intro": "<p>Un chantier se réunit, regarde des cas, et doit un jour dire aux autres ce qu'il "
    "en retient. Cette page montre la forme que cela peut prendre ; ses enseignements sont ceux "
    "que l'alliance a publiés, ses phrases sont écrites pour la démonstration.</p>",
    "map": "Au milieu, une chose ; six autres l'entourent. Un trait plein relie chacune au milieu, "
    "un trait hésitant relie chacune à ses deux voisines.",
    "map_caption": "Une carte telle qu'on en dessine à plusieurs : ce qui tient, ce qui hésite.",
    "map_credit": "dessin fait pour la démonstration, CC BY-SA 4.0",
    "to_try": "<p>À votre prochaine réunion, laissez une grande feuille au milieu de la table et "
    "un feutre par personne. Ne distribuez pas de modèle.</p>",
    "question": "À partir de combien de traits une carte cesse-t-elle d'aider ?",
}
DRAFT = {
    "title": "Recevoir les nouvelles personnes dans un chantier (démonstration)",
    "summary": "Un brouillon de démonstration : seules les personnes qui l'écrivent le voient.",
    "intro": "<p>Notes à compléter après la prochaine séance.</p>",
}

PERMANENCE = "Venez avec une question"
PERMANENCE_SUMMARY = "Une heure à distance, sans inscription : on répond, on met en lien."
#: The meetings to come: title and sentence.
COMING_COMAP = (
    "Raconter aussi ce qui n'a pas marché",
    "Deux territoires disent un échec, et ce qu'ils en ont fait.",
)
COMING_DEMO = (
    "Trois histoires, un même chiffre",
    "La suite de la session précédente : qu'est-ce qui a bougé depuis ?",
)
COMING_COHORT = (
    "Entre délégations : où en êtes-vous ?",
    "Une heure à distance : chaque délégation dit ce qui avance et ce qui coince.",
)
COMING_CHANTIER = (
    "Dessiner sans modèle",
    "Une feuille, des feutres, une question : on compare ensuite les cartes.",
)

#: What a territory of the cohort tries.
PROJECT = {
    "title": "Un verger que l'école et le marché partagent (démonstration)",
    "slug": "projet-verger-demonstration",
    "theme": "alimentation",
    "summary": "Planter un verger au bord de la cour, et décider ensemble de ce qu'on en récolte.",
    "intention": (
        "Les enfants ne savent plus d'où viennent les fruits ; le marché en jette.\n\n"
        "Nous voulons un lieu où les deux se rencontrent."
    ),
    "framing": (
        "La commune prête le terrain, l'école et le marché tiennent le calendrier. Une réunion "
        "par mois, une heure, chez qui plante."
    ),
    "effects": [
        {"label": "envie", "text": "Quarante personnes sont venues creuser, un samedi de pluie."},
        {"label": None, "text": "Le marché met de côté ce qu'il jetait."},
    ],
    "limits": [
        "L'eau d'arrosage n'est pas réglée pour l'été.",
        "Deux voisins n'ont pas été prévenus à temps : ils le disent encore.",
    ],
}
#: Kind of actor, who else, what is said.
POINTS_OF_VIEW = (
    ("elu", "", "C'est le premier projet dont on me parle sans que je le demande."),
    ("agent", "", "Il nous manque une ligne pour l'entretien : sans elle, on s'épuise."),
    (
        "socio-economique",
        "",
        "Je n'y croyais pas. Je ne suis toujours pas sûre que cela tienne un hiver.",
    ),
    ("", "une voisine du terrain", "J'aurais préféré qu'on nous demande avant de planter."),
)
