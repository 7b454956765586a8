namespace Perennial.Commerce.Demo.Made;

/// <summary>How faithful somebody is by nature.</summary>
/// <param name="Weight">How many are.</param>
/// <param name="GapFrom">Shortest usual gap between two orders, days.</param>
/// <param name="GapTo">Longest.</param>
/// <param name="LeavesPercent">Leaves after an order, beside what happens to her.</param>
internal readonly record struct DemoNature(int Weight, int GapFrom, int GapTo, int LeavesPercent);

/// <summary>What is so of one customer from the first day on.</summary>
internal sealed record DemoHabits
{
    /// <summary>Leaves after the first order, which is a try.</summary>
    public const int FirstTryLeavesPercent = 34;

    /// <summary>Gaps of whoever slowly leaves grow by this with each order.</summary>
    public const int FadingPercent = 130;

    /// <summary>A gap beyond which she is gone.</summary>
    public const int FadedGapDays = 220;

    private const int FadingShare = 24;
    private const int PramShare = 48;
    private const int SubscriptionShare = 9;
    private const int NewbornDays = 30;

    private static readonly DemoNature[] Natures = [new(34, 22, 48, 3), new(44, 40, 90, 10), new(22, 90, 170, 18)];
    private static readonly int[] NatureWeights = [.. Natures.Select(n => n.Weight)];

    /// <summary>Where she buys mostly.</summary>
    public required int Home { get; init; }

    public required DemoNature Nature { get; init; }

    public required int Arrival { get; init; }

    /// <summary>Day on which her child is born; may lie before the opening or after the end.</summary>
    public required int Birth { get; init; }

    public required int GapDays { get; init; }

    /// <summary>The half day of the week on which she comes into a store.</summary>
    public required int Weekday { get; init; }

    /// <summary>0 before 15 o'clock, 1 after it.</summary>
    public required int Half { get; init; }

    /// <summary>From which order on her gaps grow; null where they never do.</summary>
    public int? FadesFrom { get; init; }

    public bool WantsPram { get; init; }

    /// <summary>Whether she takes nappies on subscription.</summary>
    public bool Subscribes { get; init; }

    public static DemoHabits Of(DemoDice dice, DemoCalendar calendar)
    {
        var arrival = calendar.Arrival(dice);
        var birth = arrival + dice.Between(-520, 120);
        var nature = Natures[dice.Weighted(NatureWeights)];
        var home = dice.Weighted([50, 27, 23]);
        return new DemoHabits
        {
            Home = home, Nature = nature, Arrival = arrival, Birth = birth, GapDays = dice.Between(nature.GapFrom, nature.GapTo),
            Weekday = dice.Below(7), Half = dice.Below(2), FadesFrom = dice.Percent(FadingShare) ? dice.Between(3, 7) : null,
            WantsPram = arrival - birth < NewbornDays && dice.Percent(PramShare),
            Subscribes = home == DemoPlaces.Web && arrival - birth < 400 && dice.Percent(SubscriptionShare),
        };
    }
}
