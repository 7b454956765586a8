using Perennial.Analytics;

namespace Perennial.Unit.Analytics;

public sealed class RfmGroupsTests
{
    // The grid as docs/metrics/rfm.md prints it: R5 first, FM1 to FM5.
    private static readonly string[] Grid =
    [
        "new            | potential_loyalist | potential_loyalist | champions   | champions",
        "promising      | potential_loyalist | loyal              | loyal       | champions",
        "about_to_sleep | needs_attention    | needs_attention    | loyal       | loyal",
        "hibernating    | hibernating        | at_risk            | at_risk     | at_risk",
        "lost           | lost               | at_risk            | cannot_lose | cannot_lose",
    ];

    [Fact]
    public void The_eleven_groups_stand_where_the_table_says()
    {
        for (var r = 1; r <= 5; r++)
        {
            var row = Grid[5 - r].Split('|', StringSplitOptions.TrimEntries);
            for (var f = 1; f <= 5; f++)
            {
                for (var m = 1; m <= 5; m++)
                {
                    var fm = (int)Math.Ceiling((f + m) / 2m);
                    RfmGroups.Name(r, f, m).ShouldBe(row[fm - 1], $"R {r} F {f} M {m}");
                }
            }
        }
    }

    [Theory]
    [InlineData(4, 2, 4, "loyal")]
    [InlineData(1, 1, 1, "lost")]
    [InlineData(5, 5, 1, "potential_loyalist")]
    [InlineData(5, 1, 2, "potential_loyalist")] // 1.5 rounds up
    public void Frequency_and_money_count_as_their_mean_rounded_up(int r, int f, int m, string group) =>
        RfmGroups.Name(r, f, m).ShouldBe(group);

    [Fact]
    public void All_eleven_names_occur_in_the_grid_and_no_other() =>
        RfmGroups.Names.Order(StringComparer.Ordinal).ShouldBe(Grid
            .SelectMany(row => row.Split('|', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
