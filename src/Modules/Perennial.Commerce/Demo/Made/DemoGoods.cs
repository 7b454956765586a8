namespace Perennial.Commerce.Demo.Made;

/// <summary>A thing that the demo shop sells.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Category">Code of its category.</param>
/// <param name="Cents">Its price with tax, before any rise.</param>
/// <param name="Weight">How often it is taken beside the others.</param>
/// <param name="FromDays">From which age of a child on, in days; below 0 is before its birth.</param>
/// <param name="ToDays">Up to which age.</param>
/// <param name="Names">What it is called, in the order of <see cref="DemoGoods.Languages"/>.</param>
internal sealed record DemoGood(string Code, string Category, int Cents, int Weight, int FromDays, int ToDays, params string[] Names);

/// <summary>
/// What the demo shop sells. Most of it is for a child of some age, so that what a customer needs next follows from what she
/// bought: the next size, the next nappies, and a buggy about two hundred days after a pram.
/// </summary>
internal static class DemoGoods
{
    /// <summary>Languages that things have names in; any other reads the first.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "ru", "ro", "zh"];

    public static IReadOnlyList<DemoGood> All { get; } =
    [
        new("PRAM", "mobility", 54900, 0, 0, 0, "Pram", "Коляска-люлька", "Landou", "婴儿推车"),
        new("BUGGY", "mobility", 24900, 0, 0, 0, "Buggy", "Прогулочная коляска", "Cărucior sport", "轻便童车"),
        new("SEAT-0", "mobility", 18900, 2, -90, 60, "Car seat, newborn", "Автокресло для новорождённых", "Scaun auto nou-născuți", "新生儿安全座椅"),
        new("SEAT-1", "mobility", 21900, 2, 240, 500, "Car seat, toddler", "Автокресло, группа 1", "Scaun auto copii mici", "幼儿安全座椅"),
        new("CARRIER", "mobility", 7990, 3, 0, 240, "Baby carrier", "Эрго-рюкзак", "Marsupiu", "婴儿背带"),
        new("BIKE", "mobility", 8990, 5, 600, 1600, "Balance bike", "Беговел", "Bicicletă fără pedale", "平衡车"),
        new("BODY-56", "clothes", 1990, 16, -90, 60, "Bodysuits, size 56", "Боди, размер 56", "Body-uri, mărimea 56", "连体衣 56 码"),
        new("BODY-62", "clothes", 1990, 16, 45, 150, "Bodysuits, size 62", "Боди, размер 62", "Body-uri, mărimea 62", "连体衣 62 码"),
        new("BODY-68", "clothes", 2190, 16, 120, 240, "Bodysuits, size 68", "Боди, размер 68", "Body-uri, mărimea 68", "连体衣 68 码"),
        new("BODY-74", "clothes", 2190, 16, 210, 340, "Bodysuits, size 74", "Боди, размер 74", "Body-uri, mărimea 74", "连体衣 74 码"),
        new("BODY-80", "clothes", 2390, 16, 310, 520, "Bodysuits, size 80", "Боди, размер 80", "Body-uri, mărimea 80", "连体衣 80 码"),
        new("SHIRT-92", "clothes", 1490, 16, 480, 1000, "Shirt, size 92", "Футболка, размер 92", "Tricou, mărimea 92", "T 恤 92 码"),
        new("SHIRT-104", "clothes", 1690, 16, 900, 1700, "Shirt, size 104", "Футболка, размер 104", "Tricou, mărimea 104", "T 恤 104 码"),
        new("OVERALL", "clothes", 6990, 5, 60, 1400, "Winter overall", "Зимний комбинезон", "Combinezon de iarnă", "冬季连体服"),
        new("SLEEPSACK", "clothes", 3490, 6, -60, 400, "Sleeping bag", "Спальный мешок", "Sac de dormit", "婴儿睡袋"),
        new("SOCKS", "clothes", 790, 12, 0, 1700, "Socks, five pairs", "Носки, пять пар", "Șosete, cinci perechi", "袜子五双"),
        new("NAPPY-1", "care", 1590, 26, -30, 60, "Nappies 1", "Подгузники 1", "Scutece 1", "纸尿裤 1 号"),
        new("NAPPY-2", "care", 1690, 26, 40, 150, "Nappies 2", "Подгузники 2", "Scutece 2", "纸尿裤 2 号"),
        new("NAPPY-3", "care", 1790, 26, 120, 330, "Nappies 3", "Подгузники 3", "Scutece 3", "纸尿裤 3 号"),
        new("NAPPY-4", "care", 1890, 26, 270, 900, "Nappies 4", "Подгузники 4", "Scutece 4", "纸尿裤 4 号"),
        new("WIPES", "care", 1690, 20, -30, 1000, "Wipes, twelve packs", "Салфетки, двенадцать пачек", "Șervețele, douăsprezece pachete", "湿巾十二包"),
        new("BOTTLES", "care", 1890, 12, -60, 200, "Bottle set", "Набор бутылочек", "Set de biberoane", "奶瓶套装"),
        new("CREAM", "care", 690, 10, -10, 900, "Baby cream", "Детский крем", "Cremă pentru bebeluși", "婴儿面霜"),
        new("TOWEL", "care", 1790, 7, -60, 1200, "Bath towel with a hood", "Полотенце с капюшоном", "Prosop cu glugă", "连帽浴巾"),
        new("PORRIDGE", "food", 390, 14, 150, 500, "Millet porridge", "Пшённая каша", "Terci de mei", "小米米粉"),
        new("SPOONS", "food", 890, 7, 140, 500, "Spoons, soft", "Мягкие ложки", "Lingurițe moi", "软勺"),
        new("BIB", "food", 990, 8, 120, 700, "Bib with sleeves", "Нагрудник с рукавами", "Bavetă cu mâneci", "长袖围兜"),
        new("CUP", "food", 1290, 8, 240, 900, "Learning cup", "Поильник", "Cană de învățare", "学饮杯"),
        new("RATTLE", "toys", 990, 9, -30, 300, "Rattle", "Погремушка", "Zornăitoare", "摇铃"),
        new("RABBIT", "toys", 1590, 10, -60, 1700, "Plush rabbit", "Плюшевый заяц", "Iepuraș de pluș", "毛绒兔"),
        new("BLOCKS", "toys", 1990, 12, 300, 1700, "Wooden blocks", "Деревянные кубики", "Cuburi de lemn", "木积木"),
        new("TOWER", "toys", 1490, 8, 200, 800, "Stacking tower", "Пирамидка", "Turn de stivuit", "叠叠乐"),
        new("PUZZLE", "toys", 1190, 10, 600, 1700, "Puzzle", "Пазл", "Puzzle", "拼图"),
        new("BOOK", "toys", 1290, 12, 150, 1700, "Picture book", "Книжка с картинками", "Carte cu imagini", "图画书"),
    ];

    public static int Pram { get; } = At("PRAM");

    public static int Buggy { get; } = At("BUGGY");

    public static int Blocks { get; } = At("BLOCKS");

    /// <summary>Things whose price rises.</summary>
    public static IReadOnlySet<int> Raised { get; } = All.Index().Where(g => g.Item.Code.StartsWith("NAPPY", StringComparison.Ordinal) ||
        g.Item.Code is "WIPES" or "BOTTLES").Select(g => g.Index).ToHashSet();

    /// <summary>Words of a category, in the order of <see cref="Languages"/>.</summary>
    public static IReadOnlyDictionary<string, string[]> Categories { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["mobility"] = ["Mobility", "Прогулки и поездки", "Mobilitate", "出行"],
        ["clothes"] = ["Clothes", "Одежда", "Haine", "服装"],
        ["care"] = ["Care", "Уход", "Îngrijire", "护理"],
        ["food"] = ["Food", "Питание", "Hrană", "喂养"],
        ["toys"] = ["Toys", "Игрушки", "Jucării", "玩具"],
    };

    /// <summary>Price on a day; a rise is an eighth, rounded to ten cents.</summary>
    public static int CentsOn(int good, int day, DemoCalendar calendar) => day >= calendar.PriceRise && Raised.Contains(good)
        ? (((All[good].Cents * 9 / 8) + 5) / 10 * 10)
        : All[good].Cents;

    /// <summary>The nappies of an age; null where there are none.</summary>
    public static int? Nappies(int ageDays) => All.Index().Where(g => g.Item.Code.StartsWith("NAPPY", StringComparison.Ordinal) &&
        ageDays >= g.Item.FromDays && ageDays < g.Item.ToDays).Select(g => (int?)g.Index).LastOrDefault();

    public static string Named(IReadOnlyList<string> names, string language) => names[Math.Max(0, Languages.ToList().IndexOf(language))];

    private static int At(string code) => All.Index().First(g => g.Item.Code == code).Index;
}
