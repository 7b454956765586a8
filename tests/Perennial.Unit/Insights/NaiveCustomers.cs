using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Unit.Insights;

/// <summary>The list of customers written straight from its definition, order by order.</summary>
internal static class NaiveCustomers
{
    public static List<CustomerRow> Of(
        IReadOnlyList<NaiveOrder> orders, IReadOnlyList<NaiveReturn> returns, LocalDate asOf, LocalDate? lookBack)
    {
        var known = orders.Where(o => o.Customer is not null && o.Day < asOf && !(o.CoveredDay < asOf)).ToList();
        var histories = known.GroupBy(o => o.Customer!, StringComparer.Ordinal).ToList();
        var median = NaiveShop.Quantile([.. histories.SelectMany(Gaps)], 0.5m);
        var recent = known.Where(o => lookBack is not { } from || o.Day >= from)
            .GroupBy(o => o.Customer!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Last: g.Max(o => o.Day), Orders: g.Count(), Net: g.Sum(o => o.Net)), StringComparer.Ordinal);
        var rows = histories.Select(h =>
        {
            var (last, count) = (h.Max(o => o.Day), h.Count());
            var since = NodaTime.Period.DaysBetween(last, asOf);
            long Revenue(LocalDate from) => orders.Where(o => o.Customer == h.Key && o.Day >= from && o.Day < asOf).Sum(o => o.Net) -
                returns.Where(r => r.Customer == h.Key && r.Day >= from && r.Day < asOf).Sum(r => r.Value);
            var revenue = Revenue(LocalDate.MinIsoValue);
            var (numerator, denominator) = Interval([.. Gaps(h)], median);
            return new CustomerRow(h.Key, h.Min(o => o.Day), last, count, Of(revenue), Of(Round((decimal)h.Sum(o => o.Net) / count, 0)),
                median is null ? null : Round(numerator / denominator, 1), since,
                median is null ? null : Round(since * denominator / numerator, 2),
                median is null ? null : State(since * denominator, numerator),
                recent.TryGetValue(h.Key, out var mine)
                    ? new RfmScores(Score(recent.Values.Count(r => r.Last < mine.Last), recent.Count),
                        Score(recent.Values.Count(r => r.Orders < mine.Orders), recent.Count),
                        Score(recent.Values.Count(r => r.Net < mine.Net), recent.Count))
                    : null)
            {
                RevenueLast365Days = Of(Revenue(asOf.PlusDays(-365))),
            };
        });
        return [.. rows.OrderBy(r => r.State is Lateness.Late or Lateness.AtRisk ? 0 : r.State is Lateness.LongGone ? 1 : 2)
            .ThenByDescending(r => r.Revenue.MinorUnits).ThenBy(r => r.Customer, StringComparer.Ordinal)];
    }

    private static IEnumerable<int> Gaps(IGrouping<string, NaiveOrder> history)
    {
        var days = history.Select(o => o.Day).Distinct().Order().ToList();
        return days.Skip(1).Select((d, i) => NodaTime.Period.DaysBetween(days[i], d));
    }

    // (n·m + 3·s)/(n + 3), never below the shortest gap; as a fraction, so that nothing is lost before it is compared.
    private static (decimal Numerator, decimal Denominator) Interval(List<int> gaps, decimal? shop)
    {
        var numerator = (gaps.Count * (NaiveShop.Quantile(gaps, 0.5m) ?? 0)) + (3 * (shop ?? 1));
        return gaps.Count > 0 && gaps.Min() * (gaps.Count + 3) > numerator ? (gaps.Min(), 1) : (numerator, gaps.Count + 3);
    }

    private static Lateness State(decimal since, decimal interval) => since <= interval ? Lateness.OnTime
        : since <= 2 * interval ? Lateness.Late : since <= 3 * interval ? Lateness.AtRisk : Lateness.LongGone;

    private static int Score(int worse, int all) => 1 + (5 * worse / all);

    private static decimal Round(decimal value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero);

    private static Money Of(decimal minorUnits) => new((long)minorUnits, Currency.None);
}
