namespace Perennial.Commerce.Demo.Made;

/// <summary>Names of one part of the world; any given name may stand with any family name, so that nobody real is meant.</summary>
internal sealed record NamePart(string Language, string Country, int Weight, string[] Given, string[] Family)
{
    /// <summary>The family name stands first, and nothing between them.</summary>
    public bool IsFamilyFirst { get; init; }
}

/// <summary>Names of the demo shop's people, in several languages and scripts, two of which are written from right to left.</summary>
internal static class DemoNames
{
    public static IReadOnlyList<NamePart> Parts { get; } =
    [
        new("ro", "RO", 44, ["Ana", "Ioana", "Elena", "Maria", "Andreea", "Raluca", "Ștefania", "Cătălina", "Mihai", "Andrei", "Țveta", "Bogdan"],
            ["Popescu", "Ionescu", "Munteanu", "Țurcanu", "Șerban", "Lupu", "Rusu", "Stoica", "Cojocaru", "Păun", "Vîlcu", "Brânză"]),
        new("ru", "MD", 12, ["Анна", "Алёна", "Мария", "Ольга", "Екатерина", "Дмитрий", "Наталья", "Юлия"],
            ["Чебан", "Бондарь", "Кожухарь", "Лебедь", "Мельник", "Соловей", "Ткач", "Щербань"]),
        new("hu", "HU", 6, ["Zsófia", "Ágnes", "Réka", "Boglárka", "László", "Gergő"], ["Nagy", "Szőke", "Tóth", "Fehér", "Kovács", "Őri"])
            { IsFamilyFirst = true },
        new("de", "DE", 8, ["Jana", "Lena", "Sabine", "Jürgen", "Käthe", "Björn"], ["Müller", "Groß", "Schäfer", "Vogel", "König", "Weiß"]),
        new("en", "GB", 7, ["Amy", "Grace", "Siobhán", "Jean-Luc", "Priya", "Noah"],
            ["O'Brien", "Smith-Jones", "Underhill", "MacLeod", "Field", "D'Arcy"]),
        new("fr", "FR", 4, ["Chloé", "Zoé", "Anaïs", "François", "Hélène"], ["Lefèvre", "Dubois", "L'Écuyer", "Garçon", "Noël"]),
        new("tr", "TR", 4, ["Işıl", "Ayşe", "Çağla", "İlker", "Gül"], ["Yıldız", "Şahin", "Öztürk", "Kılıç", "Güneş"]),
        new("el", "GR", 3, ["Ελένη", "Σοφία", "Κώστας", "Δήμητρα"], ["Παππάς", "Νικολάου", "Αγγέλου", "Βλάχος"]),
        new("zh", "CN", 4, ["小红", "伟", "静", "丽娜", "明"], ["王", "李", "陈", "欧阳", "赵"]) { IsFamilyFirst = true },
        new("ar", "EG", 4, ["ليلى", "فاطمة", "يوسف", "مريم", "نور"], ["حداد", "النجار", "سليم", "الخطيب"]),
        new("he", "IL", 3, ["נועה", "יעל", "אורי", "תמר"], ["לוי", "כהן", "ברק", "שגיא"]),
    ];

    /// <summary>Names as some write them, each with its length or its signs a trap for whoever shows it.</summary>
    public static IReadOnlyList<string> Odd { get; } =
    [
        "Ana 🌸", "👶 Mama Ioanei", "Zoë 👩‍👧‍👦", "X", "Маша & Миша", "de la Peña y Vázquez-Ibáñez",
        "Maria-Alexandra Ecaterina Anastasia Teodora Ștefania Constantinescu-Dumitrescu-Brâncoveanu",
        "Friederike Wilhelmine Charlotte Augusta von und zu Hohenwaldstetten-Niederfeldsberg genannt Müller",
        "ليلى 🌙 النجار", "<Ana>", "Ana; drop", "محمد عبد الرحمن عبد الله إبراهيم عبد العزيز الخطيب",
    ];

    /// <summary>Ends of the domains <c>example.…</c> that are nobody's (RFC 2606).</summary>
    public static IReadOnlyList<string> ExampleDomains { get; } = ["com", "org", "net"];
}
