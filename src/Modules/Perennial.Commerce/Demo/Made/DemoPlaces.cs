namespace Perennial.Commerce.Demo.Made;

/// <summary>Two stores and a web shop, and who sells in them when.</summary>
internal static class DemoPlaces
{
    public const int Web = 0;
    public const int OldTown = 1;
    public const int Riverside = 2;

    /// <summary>Who leaves, and who comes in her place.</summary>
    public const string Leaving = "ana";
    public const string Following = "radu";

    public const string TillChannel = "till";
    public const string WebChannel = "web";

    private static readonly string[][] Sellers = [[], [Leaving, "boris", "mei"], ["chen", "ioana", "farid"]];

    public static string? CodeOf(int store) => store switch { OldTown => "old-town", Riverside => "riverside", _ => null };

    /// <summary>Names of the stores, in the order of <see cref="DemoGoods.Languages"/>.</summary>
    public static string[] NamesOf(int store) => store == OldTown
        ? ["Old Town", "Старый город", "Centrul Vechi", "老城店"]
        : ["Riverside", "Набережная", "Malul Râului", "河畔店"];

    public static string[] WebNames { get; } = ["Web shop", "Интернет-магазин", "Magazin online", "网店"];

    public static string[] TillNames { get; } = ["Till", "Касса", "Casă", "收银台"];

    /// <summary>Everybody who sells or sold: code, name, store.</summary>
    public static IReadOnlyList<(string Code, string Name, int Store)> Everybody { get; } =
    [
        (Leaving, "Ana", OldTown), ("boris", "Boris", OldTown), ("mei", "Mei", OldTown), (Following, "Radu", OldTown),
        ("chen", "Chen", Riverside), ("ioana", "Ioana", Riverside), ("farid", "Farid", Riverside),
    ];

    /// <summary>
    /// Who stands at the till: a shift is half a day of a week, and the same one every week, so that who always comes on the same
    /// half day always meets the same seller.
    /// </summary>
    /// <param name="store">Which store.</param>
    /// <param name="weekday">0 to 6.</param>
    /// <param name="half">0 before 15 o'clock, 1 after it.</param>
    /// <param name="hasChanged">Whether the one who leaves has left.</param>
    public static string SellerOf(int store, int weekday, int half, bool hasChanged)
    {
        var seller = Sellers[store][(weekday + (half * 2)) % Sellers[store].Length];
        return seller == Leaving && hasChanged ? Following : seller;
    }
}
