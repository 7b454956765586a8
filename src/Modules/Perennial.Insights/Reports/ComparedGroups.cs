using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
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
        if (other.Shop == main.Shop)
        {
            foreach (var (value, figures) in main.GroupsWith(other, dimension))
            {
                AddMain(PairOf(pairs, value), figures, main.Plan);
                AddOther(PairOf(pairs, value), figures, other.Plan);
            }
        }
        else
        {
            foreach (var (value, figures) in main.GroupsWith(main, dimension))
            {
                AddMain(PairOf(pairs, value), figures, main.Plan);
            }

            foreach (var (value, figures) in other.GroupsWith(other, dimension))
            {
                AddOther(PairOf(pairs, value), figures, other.Plan);
            }
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

    private static void AddMain(Pair pair, StoreFigures figures, ReportPlan plan) => (pair.Main, pair.MainRevenue) =
        (figures.PooledMovement(plan.First, plan.Last).RetentionRate, figures.Revenue(plan.First, plan.Last));

    private static void AddOther(Pair pair, StoreFigures figures, ReportPlan plan) => (pair.Other, pair.OtherRevenue) =
        (figures.PooledMovement(plan.First, plan.Last).RetentionRate, figures.Revenue(plan.First, plan.Last));

    private static Pair PairOf(SortedDictionary<string, Pair> pairs, string value)
    {
        if (!pairs.TryGetValue(value, out var pair))
        {
            pairs.Add(value, pair = new Pair());
        }

        return pair;
    }
}
