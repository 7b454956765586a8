namespace Perennial.Commerce.Demo.Made;

/// <summary>What somebody puts into a basket: what her child's age asks for, more of it before Christmas.</summary>
internal sealed class DemoBasket
{
    private const int WinterOverallMonths = 3;
    private const int AgeStepDays = 30;
    private const int AgeFirst = -180;
    private const int AgeSteps = 80;
    private readonly DemoCalendar calendar;
    private readonly (int[] Goods, int[] Weights)[] fitting;

    public DemoBasket(DemoCalendar calendar)
    {
        this.calendar = calendar;
        fitting = [.. Enumerable.Range(0, AgeSteps).Select(step => Fitting(AgeFirst + (step * AgeStepDays)))];
    }

    /// <summary>The lines of a basket.</summary>
    /// <param name="dice">The dice.</param>
    /// <param name="day">Which day.</param>
    /// <param name="ageDays">Age of the child it is for; below 0 before its birth.</param>
    /// <param name="wanted">What she came for; null for nothing in particular.</param>
    public List<DemoLine> Fill(DemoDice dice, int day, int ageDays, int? wanted)
    {
        var month = calendar.DateOf(day).Month;
        var count = 1 + dice.Below(month is 11 or 12 ? 4 : 3);
        var lines = new List<DemoLine>(count + 1);
        if (wanted is { } good)
        {
            lines.Add(new DemoLine(good, 1, DemoGoods.CentsOn(good, day, calendar)));
        }

        var (goods, weights) = fitting[Math.Clamp((ageDays - AgeFirst) / AgeStepDays, 0, AgeSteps - 1)];
        for (var i = 0; i < count; i++)
        {
            var picked = goods[dice.Weighted(weights)];
            if (lines.Exists(l => l.Good == picked) || !IsSold(picked, day, month))
            {
                continue;
            }

            lines.Add(new DemoLine(picked, dice.Percent(18) ? 2 : 1, DemoGoods.CentsOn(picked, day, calendar)));
        }

        if (lines.Count == 0)
        {
            var socks = goods[0];
            lines.Add(new DemoLine(socks, 1, DemoGoods.CentsOn(socks, day, calendar)));
        }

        return lines;
    }

    private bool IsSold(int good, int day, int month) =>
        !(good == DemoGoods.Blocks && DemoCalendar.Within(day, calendar.StockOut)) &&
        (DemoGoods.All[good].Code != "OVERALL" || month > 12 - WinterOverallMonths || month <= WinterOverallMonths - 1);

    // What fits no age is for older children and for presents: books and puzzles are sold to everybody.
    private static (int[] Goods, int[] Weights) Fitting(int ageDays)
    {
        var fits = DemoGoods.All.Index().Where(g => g.Item.Weight > 0 && ageDays >= g.Item.FromDays && ageDays < g.Item.ToDays).ToList();
        var chosen = fits.Count >= 3 ? fits
            : [.. DemoGoods.All.Index().Where(g => g.Item.Weight > 0 &&
                (g.Item.ToDays >= 1600 || g.Item.Code is "BOTTLES" or "TOWEL" or "SLEEPSACK"))];
        return ([.. chosen.Select(g => g.Index)], [.. chosen.Select(g => g.Item.Weight)]);
    }
}
