using System.Numerics;
using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class RevenueChangeTests
{
    private static readonly Gen<Trade> Trades = Gen.Select(Gen.Long[1, 400], Gen.Long[0, 900], Gen.Long[1, 9_000_000])
        .Select((customers, more, value) => new Trade(customers, customers + more, value));

    private static readonly int[][] OrdersOfReplacement = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    [Fact]
    public void Worked_example_of_the_split() =>
        RevenueChange.Between(new Trade(100, 200, 1_000_000), new Trade(120, 216, 1_188_000))
            .ShouldBe(new RevenueChange(199_334, -115_667, 104_333));

    [Fact]
    public void Parts_of_trade_sum_to_its_change() =>
        Gen.Select(Trades, Trades).Sample((before, after) =>
        {
            var parts = RevenueChange.Between(before, after);
            (parts.Customers + parts.Frequency + parts.OrderValue).ShouldBe(after.Value - before.Value);
        });

    [Fact]
    public void Parts_are_the_average_over_the_six_orders_of_replacement() =>
        Gen.Select(Trades, Trades).Sample((before, after) =>
        {
            var change = RevenueChange.Between(before, after);
            long[] parts = [change.Customers, change.Frequency, change.OrderValue];
            var exact = Shapley(Factors(before), Factors(after));
            var floors = exact.Select(Floor).ToArray();
            for (var i = 0; i < 3; i++)
            {
                (parts[i] - floors[i]).ShouldBeInRange(0, 1);
            }

            // Who was rounded up had no smaller a remainder than who was not.
            for (var (i, j) = (0, 0); i < 3; (i, j) = j == 2 ? (i + 1, 0) : (i, j + 1))
            {
                if (parts[i] > floors[i] && parts[j] == floors[j])
                {
                    var difference = exact[i] - Whole(floors[i]) - (exact[j] - Whole(floors[j]));
                    (difference.Numerator * difference.Denominator.Sign).ShouldBeGreaterThanOrEqualTo(BigInteger.Zero);
                }
            }
        });

    [Fact]
    public void What_did_not_change_has_no_part()
    {
        RevenueChange.Between(new Trade(10, 20, 5_000), new Trade(20, 40, 10_000)).ShouldBe(new RevenueChange(5_000, 0, 0));
        RevenueChange.Between(new Trade(10, 20, 5_000), new Trade(10, 30, 7_500)).ShouldBe(new RevenueChange(0, 2_500, 0));
        RevenueChange.Between(new Trade(10, 20, 5_000), new Trade(10, 20, 7_500)).ShouldBe(new RevenueChange(0, 0, 2_500));
    }

    [Fact]
    public void Where_a_period_has_no_customers_all_of_the_change_is_theirs()
    {
        RevenueChange.Between(default, new Trade(3, 4, 900)).ShouldBe(new RevenueChange(900, 0, 0));
        RevenueChange.Between(new Trade(3, 4, 900), default).ShouldBe(new RevenueChange(-900, 0, 0));
    }

    [Theory]
    [InlineData(new[] { 1, 1, 1 }, 3, new long[] { 1, 0, 0 })]
    [InlineData(new[] { -1, -1, -1 }, 3, new long[] { 0, 0, -1 })]
    [InlineData(new[] { 5, 2, -1 }, 2, new long[] { 3, 1, -1 })]
    [InlineData(new[] { 7, 8, 15 }, 10, new long[] { 1, 1, 1 })]
    [InlineData(new[] { 6, 3 }, 3, new long[] { 2, 1 })]
    public void Missing_units_go_to_the_largest_remainders_the_earlier_first(int[] numerators, int denominator, long[] rounded) =>
        LargestRemainder.Round([.. numerators.Select(n => (BigInteger)n)], denominator).ShouldBe(rounded);

    [Fact]
    public void Parts_that_sum_to_no_whole_number_are_refused() =>
        Should.Throw<ArgumentException>(() => LargestRemainder.Round([1, 1], 3));

    private static Fraction[] Factors(Trade trade) =>
        [Whole(trade.Customers), new(trade.Orders, trade.Customers), new(trade.Value, trade.Orders)];

    private static Fraction[] Shapley(Fraction[] before, Fraction[] after)
    {
        Fraction[] parts = [Fraction.Zero, Fraction.Zero, Fraction.Zero];
        foreach (var order in OrdersOfReplacement)
        {
            var now = before.ToArray();
            foreach (var factor in order)
            {
                var was = now[0] * now[1] * now[2];
                now[factor] = after[factor];
                parts[factor] += (now[0] * now[1] * now[2]) - was;
            }
        }

        return [.. parts.Select(p => p * new Fraction(1, 6))];
    }

    private static Fraction Whole(long value) => new(value, 1);

    private static long Floor(Fraction value)
    {
        var floor = BigInteger.DivRem(value.Numerator, value.Denominator, out var remainder);
        return (long)(remainder.Sign < 0 ? floor - 1 : floor);
    }
}
