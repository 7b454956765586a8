using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class DayHistogramTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4 }, "1.75 2.5 3.25")] // R: quantile(c(1, 2, 3, 4))
    [InlineData(new[] { 32, 61, 29 }, "30.5 32 46.5")]
    [InlineData(new[] { 7 }, "7 7 7")]
    [InlineData(new[] { 0, 9 }, "2.25 4.5 6.75")]
    [InlineData(new[] { 5, 5, 5, 5, 100 }, "5 5 5")]
    public void Quartiles_follow_R_type_7(int[] days, string quartiles) =>
        string.Join(' ', Enumerable.Range(1, 3).Select(q => Of(days).Quartile(q)?.ToString("0.##", null))).ShouldBe(quartiles);

    [Fact]
    public void Quartiles_equal_those_of_the_sorted_values() =>
        Gen.Int[0, 40].List[1, 60].Sample(days =>
        {
            for (var q = 1; q <= 3; q++)
            {
                Of(days).Quartile(q).ShouldBe(Naive(days, q));
            }
        });

    [Fact]
    public void Counts_sum_to_the_total() =>
        Gen.Int[0, 400].List[0, 20].Sample(days => Of(days).Total.ShouldBe(days.Count));

    [Fact]
    public void Nothing_counted_has_no_quartile()
    {
        DayHistogram.Of([0, 0]).Quartile(2).ShouldBeNull();
        DayHistogram.Of([]).QuartileTimesFour(1).ShouldBeNull();
    }

    private static DayHistogram Of(IEnumerable<int> values)
    {
        var counts = new int[401];
        foreach (var days in values)
        {
            counts[days]++;
        }

        return DayHistogram.Of(counts);
    }

    // Hyndman, Fan 1996, definition 7: between the order statistics around h = (n - 1)·p, counted from 0.
    private static decimal Naive(List<int> values, int quartile)
    {
        var sorted = values.Order().ToList();
        var h = (sorted.Count - 1) * (quartile / 4m);
        var (low, high) = ((int)Math.Floor(h), (int)Math.Ceiling(h));
        return sorted[low] + ((h - low) * (sorted[high] - sorted[low]));
    }
}
