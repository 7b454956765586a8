using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Insights.Reports;

namespace Perennial.Unit.Insights;

/// <summary>Orders of a cohort, and its members who bought in a period or later; docs/metrics/cohorts.md.</summary>
public sealed class CohortDepthTests
{
    [Fact]
    public void Who_pauses_and_comes_back_counts_as_bought_then_or_later()
    {
        // Ana comes in January and March, Boris in January alone: in February nobody buys, and one of them is not lost.
        var line = Lines(Question(PeriodKind.Month), ("Ana", "2025-01-03"), ("Ana", "2025-01-20"), ("Boris", "2025-01-05"), ("Ana", "2025-03-02"))[0];
        line.Cohort.Active.ShouldBe([2, 0, 1]);
        line.Still.ShouldBe([2, 1, 1]);
        line.Orders.ShouldBe([3, 0, 1]);
        var cells = CohortCells.Of([line], CohortCells.Still, 3)[0];
        cells.Select(c => $"{c.Text} {c.Detail}").ShouldBe(["100% 2", "50% 1", "50% 1"]);
        cells[2].IsPartial.ShouldBeTrue();
    }

    [Fact]
    public void Orders_and_those_who_bought_later_are_what_a_look_at_every_customer_says() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 400]).List[1, 60].Sample(facts =>
        {
            var orders = facts.Select(f => (Customer: $"c{f.Item1}", Day: new LocalDate(2024, 1, 1).PlusDays(f.Item2))).ToList();
            var firsts = orders.GroupBy(o => o.Customer).ToDictionary(g => g.Key, g => Month(g.Min(o => o.Day)));
            foreach (var line in Lines(Question(PeriodKind.Month), [.. orders.Select(o => (o.Customer, Told.Iso(o.Day)))]))
            {
                var first = Month(line.Cohort.First);
                var hers = orders.Where(o => firsts[o.Customer] == first).ToList();
                for (var i = 0; i < line.Cohort.Active.Count; i++)
                {
                    line.Orders[i].ShouldBe(hers.Count(o => Month(o.Day) == first + i));
                    line.Still[i].ShouldBe(hers.Where(o => Month(o.Day) >= first + i).Select(o => o.Customer).Distinct().Count());
                }
            }
        }, iter: 100);

    private static ReportQuestion Question(PeriodKind period) => new() { Period = period, Parts = ReportParts.Cohorts };

    private static IReadOnlyList<CohortLine> Lines(ReportQuestion question, params (string Customer, string Day)[] orders)
    {
        var shop = LoadedShop.Load(TestSales.Of(orders).Reading());
        return CohortLines.Of(shop, shop.Answer(question), withDepth: true);
    }

    private static int Month(LocalDate day) => (12 * day.Year) + day.Month;
}
