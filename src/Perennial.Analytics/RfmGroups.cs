namespace Perennial.Analytics;

/// <summary>The eleven groups of the RFM grid, by recency and the mean of frequency and money.</summary>
public static class RfmGroups
{
    private static readonly string[][] ByRecency =
    [
        ["lost", "lost", "at_risk", "cannot_lose", "cannot_lose"],
        ["hibernating", "hibernating", "at_risk", "at_risk", "at_risk"],
        ["about_to_sleep", "needs_attention", "needs_attention", "loyal", "loyal"],
        ["promising", "potential_loyalist", "loyal", "loyal", "champions"],
        ["new", "potential_loyalist", "potential_loyalist", "champions", "champions"],
    ];

    /// <summary>Names in the order in which a shop reads them: the best first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "champions", "loyal", "potential_loyalist", "new", "promising", "needs_attention", "about_to_sleep", "at_risk",
        "cannot_lose", "hibernating", "lost",
    ];

    /// <summary>The group of three scores, each 1 to 5; frequency and money count as the ceiling of their mean.</summary>
    public static string Name(int recency, int frequency, int monetary) =>
        ByRecency[recency - 1][CombinedScore(frequency, monetary) - 1];

    /// <summary>FM: the ceiling of the mean of the scores of frequency and money, 1 to 5.</summary>
    public static int CombinedScore(int frequency, int monetary) => (frequency + monetary + 1) / 2;
}
