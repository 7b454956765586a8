using Perennial.Analytics;
using Perennial.Kernel;

namespace Perennial.Unit.Analytics;

public sealed class RateChangeTests
{
    private static readonly Gen<Ratio> Rate = Gen.Select(Gen.Long[0, 60], Gen.Long[0, 60]).Select((a, b) => new Ratio(Math.Min(a, b), b));

    [Fact]
    public void Worked_example_of_mix_and_rate()
    {
        // Store A kept 50 of 100, then 90 of 150; store B 20 of 100, then 10 of 50: from 35 % to 50 %.
        var split = RateChange.Split([Group(50, 100, 90, 150), Group(20, 100, 10, 50)])!;
        split.Select(s => (s.Mix.Rounded(), s.Rate.Rounded())).ShouldBe([(0.1375m, 0.0625m), (-0.05m, 0m)]);
    }

    [Fact]
    public void Mix_and_rate_sum_to_the_change_of_the_pooled_rate() =>
        Gen.Select(Rate, Rate).Select((before, after) => new RateOfGroup(before, after)).List[1, 6].Sample(groups =>
        {
            var (all0, all1) = (groups.Sum(g => g.Before.Denominator), groups.Sum(g => g.After.Denominator));
            var split = RateChange.Split(groups);
            if (all0 == 0 || all1 == 0)
            {
                split.ShouldBeNull();
                return;
            }

            var change = new Fraction(groups.Sum(g => g.After.Numerator), all1) - new Fraction(groups.Sum(g => g.Before.Numerator), all0);
            split!.Aggregate(Fraction.Zero, (sum, part) => sum + part.Mix + part.Rate).ShouldBe(change);
        });

    [Fact]
    public void A_group_in_one_period_only_is_all_mix()
    {
        var split = RateChange.Split([Group(50, 100, 30, 60), Group(0, 0, 30, 40)])!;
        split[1].Rate.ShouldBe(Fraction.Zero);
        split[1].Mix.ShouldBe(new Fraction(3, 10)); // 0.40 · 0.75
    }

    [Theory]
    [InlineData(1, 3, "0.333333")]
    [InlineData(-2, 3, "-0.666667")]
    [InlineData(1, 2_000_000, "0.000001")]
    [InlineData(-1, 2_000_000, "-0.000001")]
    [InlineData(0, 7, "0")]
    public void Parts_round_half_away_from_zero(long numerator, long denominator, string rounded) =>
        new Fraction(numerator, denominator).Rounded().ToString("0.######", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(rounded);

    private static RateOfGroup Group(long kept0, long start0, long kept1, long start1) => new(new Ratio(kept0, start0), new Ratio(kept1, start1));
}
