namespace Perennial.Insights.Questions;

/// <summary>
/// Periods that were counted of one instant of a store, for the next question of the same instant: a page asks for several stretches of
/// one timeline, and the counts of periods are the same for all of them.
/// </summary>
internal sealed class KeptTallies
{
    private const int KeptMax = 3;

    // More periods take megabytes, and are seldom asked for twice.
    private const int PeriodsMax = 400;

    private readonly Lock gate = new();
    private readonly List<PeriodTallies> kept = [];

    /// <summary>What was counted, and at least the parts asked for; null where nobody has.</summary>
    public PeriodTallies? Find(Timeline timeline, PeriodParts parts, int secondOrderDays)
    {
        lock (gate)
        {
            return kept.Find(k => k.Serves(timeline, parts, secondOrderDays));
        }
    }

    /// <summary>Keeps what was counted to the end, and forgets what was kept longest.</summary>
    public void Keep(PeriodTallies counted)
    {
        if (counted.Timeline.Count > PeriodsMax)
        {
            return;
        }

        lock (gate)
        {
            kept.Insert(0, counted);
            if (kept.Count > KeptMax)
            {
                kept.RemoveAt(KeptMax);
            }
        }
    }
}
