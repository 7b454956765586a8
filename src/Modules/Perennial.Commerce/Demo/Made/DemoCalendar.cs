using NodaTime;

namespace Perennial.Commerce.Demo.Made;

/// <summary>
/// The three years of the demo shop, as days numbered from 0, and what happened around its customers in them. Days before the end
/// are the same for every last day, so that what cost customers lies far enough back to be seen.
/// </summary>
internal sealed class DemoCalendar
{
    private const int Years = 3;

    // Percent of an even year, January first: November and December are what a children's outfitter lives from.
    private static readonly int[] Seasons = [74, 76, 90, 96, 100, 94, 84, 90, 106, 108, 150, 190];

    private readonly long[] season;
    private readonly long[] arrivals;

    public DemoCalendar(LocalDate endDay)
    {
        Opening = endDay.PlusYears(-Years).PlusDays(1);
        Days = Period.DaysBetween(Opening, endDay) + 1;
        season = new long[Days + 1];
        arrivals = new long[Days + 1];
        for (var day = 0; day < Days; day++)
        {
            var weight = Seasons[DateOf(day).Month - 1];
            season[day + 1] = season[day] + weight;

            // The shop grows: at the end three newcomers come where one came at first.
            arrivals[day + 1] = arrivals[day] + ((long)weight * (60 + (120 * day / Days)));
        }
    }

    public LocalDate Opening { get; }

    public int Days { get; }

    /// <summary>From this day on nappies, wipes and bottles cost an eighth more.</summary>
    public int PriceRise => Days - 420;

    /// <summary>A carrier's strike: parcels of the web shop come late.</summary>
    public (int From, int To) Late => (Days - 330, Days - 290);

    /// <summary>The seller of the first store whom many came for leaves.</summary>
    public int StaffChange => Days - 250;

    /// <summary>Somebody opens beside the second store, with everything at half price.</summary>
    public (int From, int To) Competitor => (Days - 215, Days - 185);

    /// <summary>Wooden blocks cannot be had.</summary>
    public (int From, int To) StockOut => (Days - 560, Days - 530);

    public LocalDate DateOf(int day) => Opening.PlusDays(day);

    /// <summary>The day on which a newcomer comes first.</summary>
    public int Arrival(DemoDice dice) => DayAt(arrivals, (long)dice.Below(int.MaxValue) * (arrivals[^1] - 1) / int.MaxValue);

    /// <summary>The day after so many days of an even year: gaps are short before Christmas and long after it.</summary>
    /// <returns>Later than the day; the number of days or more once all are over.</returns>
    public int After(int day, int gapDays)
    {
        var wanted = season[day] + (gapDays * 100L);
        return wanted >= season[^1] ? Days : Math.Max(day + 1, DayAt(season, wanted));
    }

    public static bool Within(int day, (int From, int To) stretch) => day >= stretch.From && day < stretch.To;

    private static int DayAt(long[] sums, long at)
    {
        var found = Array.BinarySearch(sums, at);
        return found >= 0 ? found : ~found - 1;
    }
}
