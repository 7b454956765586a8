using Perennial.Analytics.Models;

namespace Perennial.Unit.Analytics.Models;

public sealed class KaplanMeierTests
{
    // Freireich et al. 1963, weeks in remission under 6-MP; R's survival::survfit with conf.type = "log-log" prints these.
    [Fact]
    public void Published_remissions_come_out()
    {
        var (happened, lost) = (new long[36], new long[36]);
        foreach (var week in (int[])[6, 6, 6, 7, 10, 13, 16, 22, 23])
        {
            happened[week]++;
        }

        foreach (var week in (int[])[6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
        {
            lost[week]++;
        }

        var curve = KaplanMeier.Of(happened, lost);
        curve.Steps.Select(s => (s.Day, s.AtRisk, Math.Round(s.Share, 3))).ShouldBe(
        [
            (6, 21, 0.857), (7, 17, 0.807), (10, 15, 0.753), (13, 12, 0.690), (16, 11, 0.627), (22, 7, 0.538), (23, 6, 0.448),
        ]);
        (Math.Round(curve.Steps[0].Lower, 3), Math.Round(curve.Steps[0].Upper, 3)).ShouldBe((0.620, 0.952));
        (Math.Round(curve.Steps[^1].Lower, 3), Math.Round(curve.Steps[^1].Upper, 3)).ShouldBe((0.188, 0.680));
        curve.Median.ShouldBe(23);
        curve.DayOf(0.4).ShouldBeNull();
        (curve.After(5), curve.People).ShouldBe((1.0, 21.0));
    }

    [Fact]
    public void Nobody_lost_from_sight_makes_it_the_plain_share() =>
        Gen.Int[0, 50].Array[1, 60].Sample(days =>
        {
            var happened = new long[51];
            foreach (var day in days)
            {
                happened[day]++;
            }

            var curve = KaplanMeier.Of(happened, new long[51]);
            foreach (var step in curve.Steps)
            {
                step.Share.ShouldBe((double)days.Count(d => d > step.Day) / days.Length, 1e-12);
                step.Lower.ShouldBeInRange(0, step.Share);
                step.Upper.ShouldBeInRange(step.Share, 1);
            }

            curve.Median.ShouldBe(days.Order().ElementAt((days.Length - 1) / 2));
        });

    [Fact]
    public void Shares_never_rise_whoever_is_lost_from_sight() =>
        Gen.Select(Gen.Long[0, 5].Array[80], Gen.Long[0, 5].Array[80]).Sample((happened, lost) =>
        {
            var curve = KaplanMeier.Of(happened, lost);
            curve.Steps.Zip(curve.Steps.Skip(1)).ShouldAllBe(s => s.Second.Share <= s.First.Share && s.Second.AtRisk < s.First.AtRisk);
            curve.Steps.ShouldAllBe(s => s.Share >= 0 && s.Lower >= 0 && s.Upper <= 1 && s.Lower <= s.Upper);
        });

    [Fact]
    public void Counts_that_cannot_be_are_refused()
    {
        Should.Throw<ArgumentException>(() => KaplanMeier.Of([1], []));
        Should.Throw<ArgumentException>(() => KaplanMeier.Of([-1], [2]));
        KaplanMeier.Of([], []).Steps.ShouldBeEmpty();
    }
}
