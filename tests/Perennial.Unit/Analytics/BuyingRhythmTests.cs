using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class BuyingRhythmTests
{
    [Theory]
    [InlineData(new ushort[] { 100 }, 0, 0, 0)]
    [InlineData(new ushort[] { 100, 100 }, 0, 0, 0)]
    [InlineData(new ushort[] { 0, 365 }, 1, 730, 365)]
    [InlineData(new ushort[] { 0, 30, 60, 90, 120 }, 4, 60, 30)]
    [InlineData(new ushort[] { 0, 10, 10, 40, 47 }, 3, 20, 7)]
    public void Gaps_lie_between_buying_days(ushort[] days, int gaps, int twiceMedian, int shortest) =>
        Of(days).ShouldBe(new BuyingRhythm(gaps, twiceMedian, shortest));

    // Up to 60 days, so that both ways of sorting run.
    [Fact]
    public void A_rhythm_equals_its_definition() =>
        Gen.UShort[0, 700].Array[1, 60].Sample(values =>
        {
            var days = values.Order().ToArray();
            var distinct = days.Distinct().ToList();
            var gaps = distinct.Zip(distinct.Skip(1), (a, b) => b - a).Order().ToList();
            var twiceMedian = gaps.Count == 0 ? 0 : gaps[(gaps.Count - 1) / 2] + gaps[gaps.Count / 2];
            Of(days).ShouldBe(new BuyingRhythm(gaps.Count, twiceMedian, gaps.FirstOrDefault()));
        });

    [Theory]
    [InlineData(0, 0, 0, 60, "180/6")] // no gap of her own: the shop's median, 30
    [InlineData(4, 60, 30, 60, "420/14")] // (4·30 + 3·30)/7 = 30
    [InlineData(1, 730, 365, 60, "365/1")] // (365 + 90)/4 = 113.75 is below her shortest gap
    [InlineData(1, 20, 10, 61, "203/8")] // (10 + 3·30.5)/4 = 25.375
    [InlineData(9, 20, 2, 60, "360/24")] // (9·10 + 3·30)/12 = 15
    public void The_usual_interval_weighs_her_own_gaps_against_three_of_the_shop(
        int gaps, int twiceMedian, int shortest, long shopTwiceMedian, string interval)
    {
        var (numerator, denominator) = new BuyingRhythm(gaps, twiceMedian, shortest).UsualInterval(shopTwiceMedian);
        $"{numerator}/{denominator}".ShouldBe(interval);
    }

    [Fact]
    public void The_usual_interval_is_never_below_her_shortest_gap_nor_below_both_medians() =>
        Gen.Select(Gen.UShort[0, 3000].Array[1, 30], Gen.Long[1, 2000]).Sample((values, shop) =>
        {
            var rhythm = Of([.. values.Order()]);
            var (numerator, denominator) = rhythm.UsualInterval(shop);
            numerator.ShouldBeGreaterThanOrEqualTo(rhythm.Shortest * denominator);
            (2 * numerator).ShouldBeGreaterThanOrEqualTo(Math.Min(rhythm.Gaps == 0 ? shop : rhythm.TwiceMedian, shop) * denominator);
        });

    [Theory]
    [InlineData(0, Lateness.OnTime)]
    [InlineData(30, Lateness.OnTime)]
    [InlineData(31, Lateness.Late)]
    [InlineData(60, Lateness.Late)]
    [InlineData(61, Lateness.AtRisk)]
    [InlineData(90, Lateness.AtRisk)]
    [InlineData(91, Lateness.LongGone)]
    public void Lateness_begins_the_day_after_a_whole_interval(int daysSince, Lateness lateness) =>
        Of([0, 30, 60, 90, 120]).LatenessAfter(daysSince, shopTwiceMedian: 60).ShouldBe(lateness);

    private static BuyingRhythm Of(ushort[] days) => BuyingRhythm.Of(days, new ushort[days.Length]);
}
