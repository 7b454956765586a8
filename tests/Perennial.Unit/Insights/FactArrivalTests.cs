using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Reports;
using static Perennial.Unit.Insights.FactStoreTests;

namespace Perennial.Unit.Insights;

/// <summary>News in a store that is already asked: seen at once, folded later, never seen by whoever asked before.</summary>
public sealed class FactArrivalTests
{
    [Fact]
    public void Facts_that_arrive_later_count_before_and_after_folding_in_any_order() =>
        Gen.Select(HistoryOver(ShortSpan, 8, 40), Question, Gen.Int[0, 2], Gen.Int[0, 40], Gen.Bool, Gen.Bool, Gen.Int).Sample(
            (history, question, bits, loaded, foldBetween, foldAtEnd, seed) => Compare(history, question, sales =>
            {
                var random = new Random(seed);
                var orders = sales.Orders.OrderBy(_ => random.Next()).ToList();
                var returns = sales.Returns.OrderBy(_ => random.Next()).ToList();
                var first = Math.Min(loaded, orders.Count);
                var store = FactStore.Load(new FactList(sales.CustomerCount, orders[..first], []), 1 << bits);
                var growing = new GrowingStore(store, orders[..first]);
                var middle = first + ((orders.Count - first) / 2);
                growing.Append(orders[first..middle], returns[..(returns.Count / 2)]);
                if (foldBetween)
                {
                    store.Fold();
                }

                _ = store.Snapshot();
                growing.Append(orders[middle..], returns[(returns.Count / 2)..]);
                if (foldAtEnd)
                {
                    store.Fold();
                }

                return store;
            }), iter: 250);

    [Fact]
    public void A_snapshot_does_not_change_when_facts_arrive_and_are_folded() =>
        Gen.Select(HistoryOver(ShortSpan, 6, 30), Gen.Int[0, 2]).Sample((history, bits) =>
        {
            var sales = TestSales.Of(history.Orders, history.Returns);
            if (!Answerable(history, new ReportQuestion()))
            {
                return;
            }

            var store = FactStore.Load(sales, 1 << bits);
            var snapshot = store.Snapshot();
            var before = Text(ReportMaker.Answer(snapshot, sales.Reading(), new ReportQuestion()));
            new GrowingStore(store, sales.Orders).Append([.. sales.Orders.Select(o => o with { Day = o.Day + 1 })], []);
            store.Fold();
            Text(ReportMaker.Answer(snapshot, sales.Reading(), new ReportQuestion())).ShouldBe(before);
        }, iter: 150);

    [Fact]
    public void Foldings_at_the_same_time_lose_and_double_nothing()
    {
        for (var round = 0; round < 20; round++)
        {
            var store = FactStore.Load(new FactList(64, [], []), 2);
            Parallel.For(0, 8, worker =>
            {
                var growing = new GrowingStore(store, []);
                for (var day = 0; day < 40; day++)
                {
                    growing.Append([new OrderFact((worker * 8) + (day % 8), 20_000 + day, 100, 1000)], []);
                    if (day % 4 == worker % 4)
                    {
                        store.Fold();
                    }
                }
            });
            store.Fold();
            store.Pending.ShouldBe(0);
            store.Snapshot().Partitions.Sum(p => p.Folded.Orders).ShouldBe(320);
        }
    }
}
