using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class AscendingDaysTests
{
    [Fact]
    public void Days_before_a_day_are_those_that_are_smaller() =>
        Gen.Select(Gen.Int[0, 40].List[0, 30], Gen.Int[-2, 43]).Sample((days, day) =>
            AscendingDays.CountBefore([.. days.Order().Select(d => (ushort)d)], day).ShouldBe(days.Count(d => d < day)));
}
