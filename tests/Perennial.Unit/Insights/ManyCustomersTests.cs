using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Time;
using History = Perennial.Insights.Facts.History;

namespace Perennial.Unit.Insights;

/// <summary>Customers are shown to questions some hundred at a time: no answer may say where one showing ends.</summary>
public sealed class ManyCustomersTests
{
    private static readonly int FirstDay = DayNumber.Of(2019, 12, 25);

    // Customers without orders, long histories, orders of one day, returns and covered orders, three stores.
    private static readonly Gen<PartitionView> Shop = Gen.Int[0, int.MaxValue].Select(seed =>
    {
        var random = new Random(seed);
        var histories = Enumerable.Range(0, random.Next(1, 1_500)).Select(_ => Some(random, random.Next(8) switch
        {
            0 => 0, 1 => random.Next(60), 2 => random.Next(200) == 0 ? 1_500 : 1, _ => random.Next(1, 5),
        })).ToList();
        int[] changed = [.. Enumerable.Range(0, histories.Count).Where(_ => random.Next(50) == 0)];
        return new PartitionView(SegmentDraft.Of(histories, withRhythm: true),
            SegmentDraft.Of(changed.Select(_ => Some(random, random.Next(4))), withRhythm: true), changed);
    });

    [Fact]
    public void Answers_do_not_depend_on_how_many_are_shown_at_a_time() =>
        Gen.Select(Shop, FactStoreTests.Question).Sample((shop, question) =>
        {
            var facts = FactStore.Of([shop.Whole()], [Segment.Empty]).Snapshot();
            if (!IsAnswerable(facts, question))
            {
                return;
            }

            var plan = ReportPlan.Of(question, facts);
            var atOnce = StoreFigures.Of(plan, facts with { Partitions = [shop] }, Currency.None, hasUnits: true, ReportParts.All);

            // The same shop with each customer in a partition of her own.
            var alone = facts with
            {
                Partitions = [.. Enumerable.Range(0, shop.Customers).Select(c =>
                    new PartitionView(SegmentDraft.Of([shop.Read(c)], withRhythm: true), Segment.Empty, []))],
            };
            Told(atOnce).ShouldBe(Told(StoreFigures.Of(plan, alone, Currency.None, hasUnits: true, ReportParts.All)));
        }, iter: 40);

    [Fact]
    public void A_walk_over_all_groups_says_what_their_facts_say() =>
        Gen.Select(Shop, FactStoreTests.Question).Sample((shop, question) =>
        {
            var facts = FactStore.Of([shop.Whole()], [Nobodys(shop)]).Snapshot() with { Partitions = [shop] };
            if (!IsAnswerable(facts, question))
            {
                return;
            }

            var plan = ReportPlan.Of(question, facts);
            StoreFigures.OfGroups(plan, facts, 0, Currency.None, hasUnits: true, withTotals: true).Select(g => $"{g.Label}\n{Told(g.Figures)}")
                .ShouldBe(FactGroups.Split(facts, 0).Select(g =>
                    $"{g.Label}\n{Told(StoreFigures.Of(plan, g.Facts, Currency.None, hasUnits: true, ReportParts.Periods))}"));
        }, iter: 40);

    private static bool IsAnswerable(FactSnapshot facts, ReportQuestion question) => facts.LastCountingDay >= 0 &&
        (question.AsOf is not { } asOf || DayNumber.Of(asOf) > facts.Span.From) &&
        (question.From is not { } from || DayNumber.Of(from) <= facts.LastCountingDay) &&
        (question.To is not { } to || DayNumber.Of(to) > facts.Span.From);

    // Some of the same orders, an id each.
    private static Segment Nobodys(PartitionView shop) => SegmentDraft.Of(
        Enumerable.Range(0, shop.Customers).Select(shop.Read).Where(h => h.Orders.Length > 0)
            .Select(h => new History([h.Orders[0]], [])), withRhythm: false);

    private static History Some(Random random, int orders)
    {
        var past = Enumerable.Range(0, orders).Select(_ => Order(random)).ToArray();
        var returns = past.Where(_ => random.Next(60) == 0).Select(o => new PastReturn(o.Day + random.Next(9), 50, o.Labels)).ToArray();
        return new History(past, returns).InOrder();
    }

    private static PastOrder Order(Random random)
    {
        var day = FirstDay + random.Next(151);
        return new PastOrder(day, 100 * random.Next(1, 90), random.Next(40) == 0 ? 5_000_000_000 : 1_000,
            random.Next(80) == 0 ? day + random.Next(9) : OrderFact.NeverCovered, new OrderLabels(random.Next(20) == 0 ? 2 : 1, 0, 0, 0));
    }

    private static string Told(StoreFigures figures)
    {
        var totals = figures.Totals();
        var cells = new System.Text.StringBuilder();
        foreach (var cell in figures.Periods.Cohorts)
        {
            cells.Append(cell.Active).Append(' ').Append(cell.Revenue).Append(' ');
        }

        return string.Join('\n', [
            $"{totals}", string.Join(' ', totals.Requested), $"{figures.OverTheYear}",
            .. figures.PeriodFigures().Select(p => $"{p} {string.Join(' ', p.Requested)}"), cells.ToString(),
            string.Join(' ', figures.Buying.Reached), $"{figures.ShopTwiceMedian}",
            string.Join(' ', figures.Customers.SelectMany(c => Enumerable.Range(0, c.Count).Select(row =>
                $"{c.LastDay[row]} {c.Frequency[row]} {c.Monetary[row]} {c.YearNet[row]} {c.Rhythm[row]} " +
                $"{c.Other.GetValueOrDefault(row)} {c.YearOther.GetValueOrDefault(row)}")).Order(StringComparer.Ordinal)),
        ]);
    }
}
