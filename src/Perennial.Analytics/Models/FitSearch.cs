namespace Perennial.Analytics.Models;

/// <summary>Fits a model of buying while alive from several starts: first on few rows, then the best of them on all.</summary>
internal static class FitSearch
{
    private const int SampleRows = 4096;

    // Of twice this much likelihood, a chance of 5 % with one parameter more at the end of its range.
    private const double GainOfDropOut = 1.35;
    private const double MaximaApart = 0.5;
    private const double ErrorOfFlat = 3;
    private const double LogNearEnd = 0.5;

    /// <summary>Fits.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="of">The likelihood of rows.</param>
    /// <param name="starts">Where to begin.</param>
    /// <param name="withoutDropOut">The log-likelihood of the model in which nobody leaves, from a point of this one.</param>
    /// <param name="refusal">Why it is not fitted; null where it is.</param>
    public static Fit? TryRun(BuyerRows rows, Func<BuyerRows, Likelihood> of, double[][] starts,
        Func<BuyerRows, IReadOnlyList<double>, double> withoutDropOut, out FitRefusal? refusal)
    {
        refusal = rows.Returned < Fit.ReturnedMin ? FitRefusal.TooFewReturned : rows.T.Max() == 0 ? FitRefusal.NoVariation : null;
        if (refusal is not null)
        {
            return null;
        }

        var sample = of(rows.Sample(SampleRows));
        var tried = starts.Select(s => Maximizer.Climb(sample, s)).Where(m => double.IsFinite(m.Value)).OrderByDescending(m => m.Value).ToList();
        if (tried.Count == 0)
        {
            refusal = FitRefusal.NoVariation;
            return null;
        }

        var all = of(rows);
        var best = Maximizer.Climb(all, tried[0].Point);
        var errors = Maximizer.StandardErrors(all, best.Point);
        var isFree = best.Value - withoutDropOut(rows, best.Point) < GainOfDropOut;
        return new Fit(best.Point, errors, best.Value)
        {
            Customers = rows.Customers, Gradient = best.Gradient / rows.Customers, Starts = starts.Length, Iterations = best.Iterations,
            Warnings = [.. isFree ? new[] { FitWarning.NoDropOutIdentifiable } : [], .. Warnings(best, tried, errors)],
        };
    }

    /// <summary>What is to be said of any fit.</summary>
    /// <param name="best">Where it ended.</param>
    /// <param name="tried">What the starts led to, on the same rows as each other, the highest first.</param>
    /// <param name="errors">Standard errors.</param>
    public static IReadOnlyList<FitWarning> Warnings(Maximum best, IReadOnlyList<Maximum> tried, IReadOnlyList<double> errors)
    {
        var warnings = new List<FitWarning>();
        Add(FitWarning.BoundaryHit, Array.Exists(best.Point, p => Math.Abs(Math.Log(p)) > Maximizer.LogMax - LogNearEnd));
        Add(FitWarning.FlatLikelihood, errors.Zip(best.Point).Any(e => !(e.First < ErrorOfFlat * e.Second)));
        Add(FitWarning.NotConverged, !best.HasConverged);
        Add(FitWarning.SeveralMaxima, tried.Any(m => m.HasConverged && tried[0].Value - m.Value > MaximaApart));
        return warnings;

        void Add(FitWarning warning, bool isSo)
        {
            if (isSo)
            {
                warnings.Add(warning);
            }
        }
    }
}
