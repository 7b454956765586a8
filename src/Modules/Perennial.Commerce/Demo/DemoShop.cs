using System.Globalization;
using System.Text;
using NodaTime;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.Demo;

/// <summary>
/// A made-up shop, the same on every machine: three years of a children's outfitter with a web shop and two stores,
/// seasons, growth, newcomers who never come back, regulars who slowly leave, returns, and guests without a name.
/// It comes as an order file, so that it takes the way that every file takes.
/// </summary>
public static class DemoShop
{
    private const int Customers = 4_000;
    private static readonly LocalDate Opening = new(2023, 1, 1);
    private static readonly int Days = Period.DaysBetween(Opening, new LocalDate(2026, 1, 1));

    /// <summary>The name under which its order file appears.</summary>
    public const string FileName = "demo-shop.csv";

    private static readonly (string Product, string Category, int Cents, int Weight)[] Range =
    [
        ("Bodysuit, three pack", "clothes", 2490, 20), ("Romper", "clothes", 3290, 14),
            ("Winter overall", "clothes", 6990, 5),
        ("Wooden blocks", "toys", 1990, 12), ("Plush rabbit", "toys", 1590, 12), ("Balance bike", "toys", 8990, 3),
        ("Bottle set", "care", 1890, 14), ("Bath towel", "care", 1790, 9), ("Pram", "mobility", 54900, 3),
            ("Buggy", "mobility", 24900, 3),
        ("Car seat", "mobility", 18900, 3), ("Wipes, twelve packs", "care", 1650, 18),
    ];

    private static readonly string[] Stores = ["Riverside", "Old Town"];
    private static readonly string[] Sellers = ["Ana", "Boris", "Chen"];
    private static readonly string[] Countries = ["RO", "RO", "RO", "MD", "DE"];

    /// <summary>The shop's orders as a CSV text.</summary>
    /// <param name="seed">Another seed is another shop.</param>
    public static InputPart AsOrderFile(int seed = 1)
    {
        var rows = Rows(new Random(seed)).OrderBy(r => r.Day).ThenBy(r => r.Order).ToList();
        var text = new StringBuilder("date,order number,customer id,product,category,quantity,unit price,currency,channel,store,seller,country\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Opening.PlusDays(row.Day):uuuu-MM-dd} {9 + (row.Order % 10):00}:{row.Order % 60:00},{row.Order},{row.Customer},");
            text.Append(CultureInfo.InvariantCulture,
                $"\"{row.Product}\",{row.Category},{row.Quantity},{row.Cents / 100}.{row.Cents % 100:00},EUR,");
            text.Append(CultureInfo.InvariantCulture, $"{row.Channel},{row.Store},{row.Seller},{row.Country}\n");
        }

        return new InputPart(FileName, new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private sealed record Row(int Day, int Order, string Customer, string Product, string Category, int Quantity,
        int Cents,
        string Channel, string Store, string Seller, string Country);

    private static IEnumerable<Row> Rows(Random random)
    {
        var order = 1000;
        for (var number = 1; number <= Customers; number++)
        {
            // The shop grows: later newcomers are more frequent.
            var day = (int)(Days * Math.Sqrt(random.NextDouble()));
            var country = Countries[random.Next(Countries.Length)];
            var favourite = random.Next(3);
            var rhythmDays = 20 + random.Next(70);
            var staying = 0.5 + (0.35 * random.NextDouble());
            while (day < Days)
            {
                foreach (var row in Basket(random, day, order, $"C{number:0000}", favourite, country))
                {
                    yield return row;
                }

                order++;

                // A first visit is a try: fewer come back from it than from any later one.
                var goesOn = random.NextDouble() < (staying *= staying < 0.6 ? 1.25 : 1.02) && staying > 0.35;
                if (!goesOn || random.NextDouble() < 0.08)
                {
                    break;
                }

                day += 1 + (int)(rhythmDays * -Math.Log(1 - random.NextDouble()));
            }
        }

        for (var guest = 0; guest < Customers / 3; guest++)
        {
            foreach (var row in Basket(random, random.Next(Days), order++, "", 1 + random.Next(2), "RO"))
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<Row> Basket(Random random, int day, int order, string customer, int favourite,
        string country)
    {
        var place = random.NextDouble() < 0.7 ? favourite : random.Next(3);
        var (channel, store, seller) = place == 0 ? ("web", "", "")
            : ("till", Stores[place - 1], Sellers[random.Next(Sellers.Length)]);
        var month = Opening.PlusDays(day).Month;
        var lines = 1 + random.Next(month is 11 or 12 ? 4 : 3);
        for (var i = 0; i < lines; i++)
        {
            var (product, category, cents, _) = Pick(random);
            var priceRise = day >= 2 * 365 ? 108 : 100;
            var quantity = random.NextDouble() < 0.2 ? 2 : 1;
            var paid = cents * priceRise / 100;
            yield return new Row(day, order, customer, product, category, quantity, paid, channel, store, seller,
                country);
            if (random.NextDouble() < 0.04 && day + 10 < Days)
            {
                yield return new Row(day + 3 + random.Next(7), order, customer, product, category, -quantity, paid,
                    channel, store, seller, country);
            }
        }
    }

    private static (string Product, string Category, int Cents, int Weight) Pick(Random random)
    {
        var at = random.Next(Range.Sum(r => r.Weight));
        foreach (var item in Range)
        {
            at -= item.Weight;
            if (at < 0)
            {
                return item;
            }
        }

        return Range[^1];
    }
}
