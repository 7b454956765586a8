namespace Perennial.Analytics.Models;

/// <summary>How BG/NBD and MBG/NBD are fitted.</summary>
internal static class BetaGeometric
{
    /// <summary>Fits one of the two.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="shift">1 where they may leave before their second order, else 0.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    public static Fit? TryFit(BuyerRows rows, int shift, out FitRefusal? refusal) =>
        FitSearch.TryRun(rows, r => new BetaGeometricLikelihood(r, shift), Starts(rows), NoDropOut.LogLikelihood, out refusal);

    // Around how often customers order on average; scaled with time, so that days and weeks lead to the same.
    private static double[][] Starts(BuyerRows rows)
    {
        var (orders, days) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            orders += rows.Weight[i] * rows.X[i];
            days += rows.Weight[i] * rows.T[i];
        }

        var rate = orders / days;
        return [.. new[] { (0.3, 0.8, 2.5), (1.0, 0.5, 4.0), (0.3, 0.1, 1.0), (3.0, 2.0, 2.0), (0.1, 5.0, 20.0) }
            .Select(s => new[] { s.Item1, s.Item1 / rate, s.Item2, s.Item3 })];
    }
}
