using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel;

namespace Perennial.Insights.Reports;

/// <summary>The groups of a dimension on both sides, and why their pooled retention differs.</summary>
internal static class ComparedGroups
{
    // A group that one side does not have was nobody's there, and brought nothing.
    private sealed class Pair
    {
        public Ratio Main { get; set; }

        public Ratio Other { get; set; }

        public long MainRevenue { get; set; }

        public long OtherRevenue { get; set; }
    }

    public static IEnumerable<ComparedGroup> Of(ComparedStretch main, ComparedStretch other, OrderField dimension,
        List<Notice> notices)
    {
        var pairs = new SortedDictionary<string, Pair>(StringComparer.Ordinal);
        Read(main.Shop, dimension, (value, facts) =>
        {
            AddMain(PairOf(pairs, value), main.FiguresOf(facts));
            if (other.Shop == main.Shop)
            {
                AddOther(PairOf(pairs, value), other.FiguresOf(facts));
            }
        });
        if (other.Shop != main.Shop)
        {
            Read(other.Shop, dimension, (value, facts) => AddOther(PairOf(pairs, value), other.FiguresOf(facts)));
        }

        var split = RateChange.Split([.. pairs.Values.Select(p => new RateOfGroup(p.Other, p.Main))]);
        var isOneCurrency = main.Currency == other.Currency;
        var groups = pairs.Select((p, i) => new ComparedGroup(dimension, p.Key, p.Value.Main, p.Value.Other,
            split?[i].Mix.Rounded(), split?[i].Rate.Rounded(), new Money(p.Value.MainRevenue, main.Currency),
            new Money(p.Value.OtherRevenue, other.Currency),
            isOneCurrency ? new Money(p.Value.MainRevenue - p.Value.OtherRevenue, main.Currency) : null));
        if (pairs.Count > main.Plan.Question.GroupsMax)
        {
            notices.Add(new Notice("report.groups_left_out", pairs.Count - main.Plan.Question.GroupsMax,
                dimension.ToString().ToLowerInvariant()));
        }

        return groups.OrderByDescending(g => Math.Abs((g.RevenueChange ?? g.MainRevenue).MinorUnits))
            .ThenBy(g => g.Value, StringComparer.Ordinal).Take(main.Plan.Question.GroupsMax);
    }

    private static void Read(LoadedShop shop, OrderField dimension, Action<string, FactSnapshot> read)
    {
        foreach (var (value, facts) in shop.Origin.GroupBy(dimension))
        {
            read(value, facts);
        }
    }

    private static void AddMain(Pair pair, StoreFigures figures) =>
        (pair.Main, pair.MainRevenue) = (figures.PooledMovement().RetentionRate, RevenueOf(figures));

    private static void AddOther(Pair pair, StoreFigures figures) =>
        (pair.Other, pair.OtherRevenue) = (figures.PooledMovement().RetentionRate, RevenueOf(figures));

    private static long RevenueOf(StoreFigures figures)
    {
        var trade = figures.StretchTrade();
        return trade.Identified.Revenue + trade.Anonymous.Revenue;
    }

    private static Pair PairOf(SortedDictionary<string, Pair> pairs, string value)
    {
        if (!pairs.TryGetValue(value, out var pair))
        {
            pairs.Add(value, pair = new Pair());
        }

        return pair;
    }
}
